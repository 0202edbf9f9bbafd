package dev.sluice.world;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.v1alpha1.Analysis;
import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.ErrorRate;
import dev.sluice.api.v1alpha1.GrpcStatus;
import dev.sluice.api.v1alpha1.LatencyLimit;
import dev.sluice.api.v1alpha1.LatencyMetric;
import dev.sluice.api.v1alpha1.Metric;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.api.v1alpha1.PrometheusMetric;
import dev.sluice.api.v1alpha1.StepSpec;
import dev.sluice.api.v1alpha1.Target;
import dev.sluice.api.v1alpha1.Until;
import dev.sluice.world.WorldTraffic.VersionQuality;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * With as much as the schema accepts, twenty steps and ten metrics, the checkpoint and the status
 * are within the schema at every moment of a promotion and of a rollback.
 */
class LargestSpecTest {
  private static final int METRICS = 10;
  private static final int STEPS = 20;
  private static final Duration PATIENCE = Duration.ofHours(1);

  /** Ten metrics of a kind, each with all that it can have. */
  enum MetricKinds {
    ERROR_RATES(LargestSpecTest::errorRate),
    LATENCIES(LargestSpecTest::latency),
    QUERIES(LargestSpecTest::query),
    ALL_KINDS(i -> i % 3 == 0 ? errorRate(i) : i % 3 == 1 ? latency(i) : query(i));

    // Of lambdas without state.
    @SuppressWarnings("ImmutableEnumChecker")
    private final IntFunction<Metric> metric;

    MetricKinds(IntFunction<Metric> metric) {
      this.metric = metric;
    }
  }

  private static final List<String> BUCKETS = List.of("1s", "2500ms", "5s", "10s", "30s");
  private static final ObjectMapper JSON = new ObjectMapper();

  private CanaryReleaseStatus measured;
  private int checkpoint;
  private int status;

  @ParameterizedTest
  @EnumSource
  void aPromotionAndARollbackFit(MetricKinds metrics) {
    World world = new World(1, largest(metrics), 3, PlantedFault.NONE);
    awaits(world, () -> isStable(world, "1.0"));
    world.traffic().adopted();
    release(world, "1.1");
    awaits(world, () -> isStable(world, "1.1"));
    release(world, "1.2");
    int before = world.weights().size();
    awaits(world, () -> world.weights().lastIndexOf(STEPS - 1) >= before);
    world.traffic().quality("1.2", VersionQuality.BAD);
    if (metrics == MetricKinds.LATENCIES || metrics == MetricKinds.QUERIES) {
      // They do not see failures; a person does.
      Disturbances.apply(world, new Disturbance(Duration.ZERO, "rollback", Map.of()));
    }
    awaits(world, () -> world.release().status().phase() == Phase.RolledBack);
    System.out.printf(
        "largest spec, %s: checkpoint at most %,d of %,d characters, status at most %,d%n",
        metrics, checkpoint, WorldInvariants.CHECKPOINT_LIMIT, status);
    assertThat(world.weights()).endsWith(STEPS - 1, 0);
    assertThat(checkpoint).isPositive().isLessThan(WorldInvariants.CHECKPOINT_LIMIT);
  }

  private void awaits(World world, BooleanSupplier condition) {
    boolean held =
        world.runUntil(
            () -> {
              measure(world.release().status());
              return condition.getAsBoolean();
            },
            PATIENCE);
    assertThat(held).as(String.join("\n", world.story())).isTrue();
  }

  private void measure(CanaryReleaseStatus recorded) {
    if (recorded == null || recorded.equals(measured)) {
      return;
    }
    measured = recorded;
    checkpoint = Math.max(checkpoint, recorded.checkpoint().length());
    status = Math.max(status, JSON.valueToTree(recorded).toString().length());
  }

  private static void release(World world, String version) {
    Disturbances.apply(
        world, new Disturbance(Duration.ZERO, "release", Map.of("version", version)));
  }

  private static boolean isStable(World world, String version) {
    CanaryReleaseStatus status = world.release().status();
    return status != null
        && status.phase() == Phase.Stable
        && status.stable().version().equals(version);
  }

  private static CanaryReleaseSpec largest(MetricKinds metrics) {
    List<StepSpec> steps =
        IntStream.rangeClosed(1, STEPS)
            .mapToObj(i -> new StepSpec(name(i), i == STEPS ? 100 : i, "20s", Until.Elapsed))
            .toList();
    Analysis analysis =
        new Analysis(
            null,
            null,
            IntStream.rangeClosed(1, METRICS).mapToObj(metrics.metric).toList(),
            null,
            null,
            null);
    return new CanaryReleaseSpec(
        new Target("users"), null, null, steps, analysis, null, null, null);
  }

  /** As long as a name may be. */
  private static String name(int number) {
    return "n".repeat(60) + "-%02d".formatted(number);
  }

  private static Metric errorRate(int number) {
    List<String> http = IntStream.range(0, 16).mapToObj(i -> Integer.toString(500 + i)).toList();
    List<GrpcStatus> grpc = List.of(GrpcStatus.values()).subList(0, 16);
    return new Metric(
        name(number), null, new ErrorRate("10%", "0.02%", "99%", http, grpc), null, null, null);
  }

  private static Metric latency(int number) {
    LatencyLimit limit = new LatencyLimit("0.99", BUCKETS.get(number % BUCKETS.size()));
    return new Metric(
        name(number), null, null, null, new LatencyMetric("10%", "25ms", limit), null);
  }

  private static Metric query(int number) {
    String query = "x".repeat(4_096);
    return new Metric(
        name(number), null, null, null, null, new PrometheusMetric(query, "0", "1", 20, 20, null));
  }
}
