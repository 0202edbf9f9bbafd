package dev.sluice.metrics.prometheus;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.analysis.RequestCounts;
import dev.sluice.analysis.Sample;
import dev.sluice.metrics.prometheus.QueryResult.Data;
import dev.sluice.metrics.prometheus.QueryResult.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Prometheus recorded of two workloads in a time that has passed, counted as the operator
 * would have counted it then.
 *
 * @param steps in order, each once
 * @param history the baseline's half hour before, in order
 * @param problem why the last steps are not known, empty when they are
 */
public record RecordedSamples(List<Sample> steps, List<RequestCounts> history, String problem) {
  /** As far as the sampler looks back, so that no point is missed. */
  private static final Duration STRIDE = Duration.ofMinutes(5);

  /** Points in one answer, far below what Prometheus allows. */
  private static final int POINTS = 1000;

  /** Makes the lists unmodifiable. */
  public RecordedSamples {
    steps = List.copyOf(steps);
    history = List.copyOf(history);
  }

  /** Prometheus did not answer. */
  public static final class Unanswered extends Exception {
    private static final long serialVersionUID = 1L;

    Unanswered(String message) {
      super(message);
    }
  }

  /**
   * Reads a trial.
   *
   * @param trial which workloads, from when on, and the user's own queries
   * @param to the last step ends then or earlier
   * @throws Unanswered when a query fails
   */
  public static RecordedSamples read(
      PrometheusClient prometheus,
      SamplingGrid grid,
      String namespace,
      AnalysisTarget trial,
      Instant to)
      throws Unanswered {
    Sampler sampler = new Sampler(prometheus, grid);
    Sampler.Key key = new Sampler.Key(namespace, trial.candidate());
    List<Sample> steps = new ArrayList<>();
    List<RequestCounts> history = List.of();
    String problem = "";
    Instant after = trial.after();
    Instant last = to.plus(grid.lag());
    for (Instant now = after; now.isBefore(last); ) {
      now = now.plus(STRIDE).isBefore(last) ? now.plus(STRIDE) : last;
      sampler.track(
          key,
          new AnalysisTarget(
              trial.candidate(), trial.baseline(), after, trial.history(), trial.queries()));
      sampler.step(now);
      MetricsSnapshot samples = sampler.samples(key, now);
      if (sampler.behind(now)) {
        throw new Unanswered(samples.missing());
      }
      problem = samples.missing();
      history = samples.history().orElse(history);
      for (Sample sample : samples.steps()) {
        if (sample.time() > after.getEpochSecond()) {
          steps.add(sample);
          after = Instant.ofEpochSecond(sample.time());
        }
      }
    }
    return new RecordedSamples(steps, history, problem);
  }

  /**
   * The newest of the canaries that had requests then.
   *
   * @param prefix beginning of their names; what follows is a number
   * @throws Unanswered when the query fails
   */
  public static Optional<String> newest(
      PrometheusClient prometheus, String namespace, String prefix, Instant from, Instant to)
      throws Unanswered {
    long length = Math.max(1, Duration.between(from, to).toSeconds());
    long step = Math.max(1, length / POINTS);
    // A scrape between two points would be overlooked without a window as long as the step.
    String query =
        "count by (%s) (last_over_time(istio_requests_total{%s=\"source\",%s=\"%s\",%s=~\"%s[0-9]+\"}[%ds]))"
            .formatted(
                Queries.WORKLOAD,
                Queries.REPORTER,
                Queries.NAMESPACE,
                namespace,
                Queries.WORKLOAD,
                prefix,
                Math.max(60, 2 * step));
    QueryResult answer =
        prometheus.range(
            new PrometheusClient.Ask(
                query, new TimeRange(from.getEpochSecond(), to.getEpochSecond()), step));
    if (!(answer instanceof Data data)) {
      throw new Unanswered(answer.toString());
    }
    return data.series().stream()
        .filter(series -> !series.points().isEmpty())
        .map(RecordedSamples::workload)
        .max(Comparator.comparingLong(RecordedSamples::number));
  }

  private static String workload(Series series) {
    return series.labels().getOrDefault(Queries.WORKLOAD, "");
  }

  private static long number(String name) {
    Matcher digits = Pattern.compile("([0-9]{1,18})$").matcher(name);
    return digits.find() ? Long.parseLong(digits.group(1)) : -1;
  }
}
