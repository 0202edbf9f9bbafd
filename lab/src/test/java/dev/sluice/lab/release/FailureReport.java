package dev.sluice.lab.release;

import dev.sluice.lab.load.FailureSpan;
import dev.sluice.lab.load.LedgerEntry;
import dev.sluice.lab.mesh.InstantQuery;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a failed test says about requests that failed: when, and what the mesh knows of them. */
final class FailureReport {
  private final InstalledSluice sluice;
  private final String namespace;

  FailureReport(InstalledSluice sluice, String namespace) {
    this.sluice = sluice;
    this.namespace = namespace;
  }

  /**
   * The spans of the failures, the counts by the callers' proxies with Envoy's response flags,
   * since when each pod is ready, failed probes, and the last lines of the pods that are left.
   */
  String text(List<LedgerEntry> failures) {
    return Stream.of(
            Stream.of(failures.size() + " requests failed"),
            FailureSpan.of(failures).stream().map(FailureSpan::text),
            flags(),
            kubectl(
                "get",
                "pods",
                "-o=jsonpath={range .items[*]}{.metadata.name}"
                    + "{range .status.conditions[?(@.type=='Ready')]}"
                    + " ready {.status} since {.lastTransitionTime}{end}{'\\n'}{end}"),
            kubectl(
                "get",
                "events",
                "--field-selector=reason=Unhealthy",
                "-o=jsonpath={range .items[*]}{.involvedObject.name}: {.count} times until"
                    + " {.lastTimestamp}: {.message}{'\\n'}{end}"),
            kubectl(
                "logs",
                "--selector=app=users",
                "--container=users",
                "--prefix",
                "--ignore-errors",
                "--tail=20"))
        .flatMap(lines -> lines)
        .collect(Collectors.joining("\n  "));
  }

  private Stream<String> flags() {
    return sluice
        .lab()
        .prometheus(
            "sum by (destination_workload, response_code, response_flags)"
                + " (istio_requests_total{reporter=\"source\", response_flags!=\"-\","
                + " source_workload_namespace=\""
                + namespace
                + "\"})")
        .stream()
        .map(InstantQuery.LabeledValue::text);
  }

  private Stream<String> kubectl(String... arguments) {
    return sluice
        .kubectl(
            Stream.concat(Stream.of("-n", namespace), Stream.of(arguments)).toArray(String[]::new))
        .lines();
  }
}
