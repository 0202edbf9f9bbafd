package dev.sluice.controller;

import static dev.sluice.docs.ReferencePage.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.Enforcement;
import dev.sluice.analysis.Verdict;
import dev.sluice.analysis.Verdict.Finding;
import dev.sluice.analysis.evidence.Counts;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.api.v1alpha1.ReleaseStatus;
import dev.sluice.docs.ReferencePage;
import dev.sluice.messages.Reason;
import dev.sluice.metrics.ReleaseKey;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page of metrics, made from what Prometheus would scrape. */
class MetricsReferenceTest {
  private static final ReleaseKey RELEASE = new ReleaseKey("shop", "users");
  private static final Pattern COMMENT = Pattern.compile("# (HELP|TYPE) (\\S+) ?(.*)");
  private static final Pattern SAMPLE = Pattern.compile("(\\w+)(?:\\{(.*)\\})? \\S+");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

  /** What a scrape says about one metric. */
  private static final class Family {
    private String help = "";
    private String type = "";
    private final Set<String> labels = new TreeSet<>();
  }

  @Test
  void metrics() {
    List<List<String>> rows = new ArrayList<>();
    families(scrape())
        .forEach(
            (name, family) ->
                rows.add(
                    List.of(
                        code(name),
                        family.type,
                        String.join(", ", family.labels.stream().map(ReferencePage::code).toList()),
                        family.help)));
    assertThat(rows).isNotEmpty();
    String content =
        """
        # Metrics

        The operator serves these metrics at `/metrics`, beside those of the Java Operator SDK (`operator_sdk_`). Metrics
        with the labels `namespace` and `name` are about one CanaryRelease and end with it. This page is generated
        from a scrape.

        """
            + ReferencePage.table(List.of("Metric", "Type", "Labels", "Meaning"), rows);
    new ReferencePage("metrics.md", content).verify();
  }

  /** One release that ended and is analyzed, one write and one query. */
  private static String scrape() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    OperatorMetrics metrics = new OperatorMetrics(registry);
    metrics.analyzed(RELEASE, Optional.of(verdict()));
    ReleaseStatus running = OperatorMetricsTest.release(7, Outcome.InProgress, "InProgress", null);
    ReleaseStatus ended =
        OperatorMetricsTest.release(7, Outcome.Promoted, "Promoted", "2026-01-02T00:03:00Z");
    metrics.countEnd(RELEASE, running, ended);
    metrics.follow(
        RELEASE,
        new CanaryReleaseStatus(
            1L,
            null,
            Phase.Stable,
            "",
            null,
            ended,
            List.of(),
            "",
            List.of(OperatorMetricsTest.condition("Stable"))));
    metrics.refresh();
    metrics.countWrite("status", new WriteResult.Success<>(RELEASE));
    metrics.countQuery(Optional.empty());
    assertThat(new DecisionDelay(registry, Duration.ofSeconds(1))).isNotNull();
    return registry.scrape();
  }

  private static Verdict verdict() {
    Finding finding =
        new Finding(
            "errors",
            Enforcement.ENFORCE,
            Verdict.Result.GOOD,
            null,
            new Counts(10, 0),
            new Counts(100, 1),
            Optional.of(0.0));
    return new Verdict(Verdict.Result.GOOD, Reason.Proven, null, 0, 0, List.of(finding));
  }

  private static Map<String, Family> families(String scrape) {
    Map<String, Family> families = new TreeMap<>();
    for (String line : scrape.lines().toList()) {
      Matcher comment = COMMENT.matcher(line);
      Matcher sample = SAMPLE.matcher(line);
      if (comment.matches()) {
        Family family = families.computeIfAbsent(comment.group(2), name -> new Family());
        if (comment.group(1).equals("HELP")) {
          family.help = comment.group(3);
        } else {
          family.type = comment.group(3);
        }
      } else if (sample.matches() && sample.group(2) != null) {
        // A histogram is a _bucket, a _sum and a _count.
        String name = sample.group(1).replaceFirst("_(?:bucket|sum|count)$", "");
        Family family = families.getOrDefault(sample.group(1), families.get(name));
        Matcher label = LABEL.matcher(sample.group(2));
        while (family != null && label.find()) {
          family.labels.add(label.group(1));
        }
      }
    }
    return families;
  }
}
