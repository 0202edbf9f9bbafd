package dev.sluice.metrics.prometheus;

import dev.sluice.analysis.Reporter;
import dev.sluice.metrics.prometheus.QueryResult.Point;
import dev.sluice.metrics.prometheus.QueryResult.TimeSeries;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Requests that failed before a pod was chosen, by service, reporter and point of the grid. */
final class UnattributedCounts {
  private record FailedCell(Destination service, String reporter, long point) {}

  private final Map<FailedCell, Map<String, Long>> failures = new HashMap<>();

  /** Reads a response to {@link Queries#unattributed}; what cannot be a count is left out. */
  UnattributedCounts(List<TimeSeries> response) {
    for (TimeSeries series : response) {
      Map<String, String> labels = series.labels();
      Destination service = service(labels.getOrDefault(Queries.SERVICE, ""));
      String reporter = labels.getOrDefault(Queries.REPORTER, "");
      String flags = labels.getOrDefault(Queries.FLAGS, "");
      for (Point point : series.points()) {
        if (point.value() > 0 && point.isCount()) {
          failures
              .computeIfAbsent(
                  new FailedCell(service, reporter, point.seconds()), cell -> new HashMap<>())
              .merge(flags, (long) point.value(), Long::sum);
        }
      }
    }
  }

  /** The Service of a host such as {@code users.shop.svc.cluster.local}. */
  private static Destination service(String host) {
    String[] parts = host.split("[.]", 3);
    return new Destination(parts.length < 2 ? "" : parts[1], parts[0]);
  }

  /** By Envoy's response flags, in the step that ended at {@code point}. */
  Map<String, Long> at(Optional<Destination> service, Reporter reporter, long point) {
    return service
        .map(one -> failures.get(new FailedCell(one, reporter.label(), point)))
        .map(Map::copyOf)
        .orElse(Map.of());
  }
}
