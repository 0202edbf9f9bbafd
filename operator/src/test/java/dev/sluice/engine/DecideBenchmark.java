package dev.sluice.engine;

import dev.sluice.api.v1alpha1.Analysis;
import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.api.v1alpha1.ErrorRate;
import dev.sluice.api.v1alpha1.LatencyMetric;
import dev.sluice.api.v1alpha1.Metric;
import dev.sluice.api.v1alpha1.Target;
import dev.sluice.lifecycle.JsonCheckpointCodec;
import dev.sluice.lifecycle.Observation;
import dev.sluice.spec.PolicyReader;
import dev.sluice.traffic.istio.IstioMesh;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one decision costs in the middle of a step, with three metrics and one new step of the grid:
 * what is new is learned and judged, the mesh compared with what it should be, and the status made.
 * {@link #decide} is what the operator does all the time, {@link #afterRestart} what it does first:
 * reading the spec, and the checkpoint that another process wrote. Run by {@code operator/bench}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 3)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class DecideBenchmark {
  private final LifecycleWorld world = new LifecycleWorld();
  private final Observation seen;

  public DecideBenchmark() {
    world.spec =
        new CanaryReleaseSpec(
            new Target("users"), null, null, null, threeMetrics(), null, null, null);
    world.until("adopted", () -> world.status != null && !world.weights.isEmpty());
    world.run(Duration.ofMinutes(2));
    world.set("1.1");
    world.until("at 20%", () -> world.weight() == 20);
    world.run(Duration.ofSeconds(20));
    world.until("one step that is learned and not recorded", () -> newSteps() == 1 && calm());
    seen = world.observe();
  }

  /** Whether there is nothing to record: evidence and numbers are, every 20 s. */
  private boolean calm() {
    return world.decide().status().equals(world.status);
  }

  /** Steps of the grid that the recorded evidence does not hold. */
  private long newSteps() {
    long learned = world.state().evidence().time();
    return world.observe().metrics().orElseThrow().steps().stream()
        .filter(step -> step.time() > learned)
        .count();
  }

  private static Analysis threeMetrics() {
    return new Analysis(
        null,
        null,
        List.of(
            new Metric(
                "errors", null, new ErrorRate(null, null, "5%", null, null), null, null, null),
            new Metric("all", null, new ErrorRate("20%", null, null, null, null), null, null, null),
            new Metric("latency", null, null, null, new LatencyMetric(null, null, null), null)),
        null,
        null,
        null);
  }

  /** One decision without anything in mind. */
  @Benchmark
  public Decision afterRestart() {
    return new ReleaseEngine(IstioMesh.INSTANCE, JsonCheckpointCodec.INSTANCE, "test")
        .decide(seen, PolicyReader.read(world.spec), world.status, world.now);
  }

  /** One decision. */
  @Benchmark
  public Decision decide() {
    return world.cached.decide(seen, world.policies.read(world.spec), world.status, world.now);
  }
}
