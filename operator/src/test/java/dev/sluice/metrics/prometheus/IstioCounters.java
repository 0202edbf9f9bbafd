package dev.sluice.metrics.prometheus;

import dev.sluice.metrics.prometheus.RealPrometheus.WrittenSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/**
 * What Istio's proxies count of the requests to one workload from two callers: as many series as
 * Istio makes of them.
 *
 * @param good requests of each caller that went well until a time in seconds since 1970
 * @param failed those that failed
 */
public record IstioCounters(
    String namespace, String workload, LongUnaryOperator good, LongUnaryOperator failed) {

  /** The bounds of Istio's histogram, in milliseconds. */
  private static final List<String> BOUNDS =
      List.of(
          "0.5",
          "1.0",
          "5.0",
          "10.0",
          "25.0",
          "50.0",
          "100.0",
          "250.0",
          "500.0",
          "1000.0",
          "2500.0",
          "5000.0",
          "10000.0",
          "30000.0",
          "60000.0",
          "300000.0",
          "600000.0",
          "1800000.0",
          "3600000.0",
          "+Inf");

  /** Percent of the requests that take no longer than a bound; less than the first bound: none. */
  private static final Map<String, Integer> SHARES =
      Map.of("10.0", 60, "25.0", 90, "50.0", 98, "100.0", 100);

  /** Both callers, two ways to end, the histogram's buckets and the number of requests. */
  public static final int SERIES = 2 * 2 * (BOUNDS.size() + 1);

  /** What scrapes at {@code first}, every {@code interval} seconds, before {@code end} find. */
  public List<WrittenSeries> scraped(long first, long end, long interval) {
    List<WrittenSeries> series = new ArrayList<>();
    for (String caller : List.of("a", "b")) {
      series(series, caller, "200", good, first, end, interval);
      series(series, caller, "503", failed, first, end, interval);
    }
    return series;
  }

  private void series(
      List<WrittenSeries> series,
      String caller,
      String code,
      LongUnaryOperator count,
      long first,
      long end,
      long interval) {
    Map<String, String> labels =
        Map.of(
            "reporter", "source",
            "destination_workload_namespace", namespace,
            "destination_workload", workload,
            "response_code", code,
            "pod", caller);
    WrittenSeries requests = WrittenSeries.of("istio_requests_total", labels);
    for (long time = first; time < end; time += interval) {
      requests.at(time, (double) count.applyAsLong(time));
    }
    series.add(requests);
    int percent = 0;
    for (String bound : BOUNDS) {
      percent = Math.max(percent, SHARES.getOrDefault(bound, 0));
      WrittenSeries bucket = WrittenSeries.of("istio_request_duration_milliseconds_bucket", labels);
      bucket.labels().put("le", bound);
      for (long time = first; time < end; time += interval) {
        long faster = count.applyAsLong(time) * percent / 100;
        bucket.at(time, (double) faster);
      }
      series.add(bucket);
    }
  }
}
