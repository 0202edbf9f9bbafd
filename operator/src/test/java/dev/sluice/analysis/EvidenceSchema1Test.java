package dev.sluice.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.sluice.analysis.evidence.Counts;
import dev.sluice.analysis.evidence.RecentErrorRate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Evidence of releases that an earlier Sluice began must still be read. */
class EvidenceSchema1Test {
  private static final String RECORDED =
      """
      {"time": 1700000060, "began": 1700000000, "raised": true, "stepBlocks": 4,
       "stepRequests": 40, "lastTraffic": 1700000045, "totals": [400, 410],
       "deficit": {"logBets": [-1.5, -1.25, -1.0]},
       "courses": [{"name": "fit", "kind": "ERRORS",
         "comparisons": [{"millis": 0.0, "phi": 2.0, "rho": 1.1, "delta": 0.0002, "gateRho": 0.0,
           "harm": {"cash": 0.3, "logBets": [-2.0], "errors": 1.5, "requests": 900.0,
                    "logSup": 0.75},
           "fit": {"logBets": [-0.5]}, "usual": 0.001,
           "recent": {"requests": 30.0, "errors": 1.0},
           "candidate": {"requests": 40, "errors": 1},
           "baseline": {"requests": 360, "errors": 2}}],
         "limit": {"millis": 0.0, "max": 0.05, "phi": 2.0,
           "harm": {"cash": 0.3, "logBets": [-3.0], "errors": 0.5, "requests": 500.0,
                    "logSup": 0.0},
           "shared": {"cash": 0.3, "logBets": [-4.0], "errors": 0.5, "requests": 500.0,
                      "logSup": 0.0},
           "candidate": {"requests": 40, "errors": 1},
           "baseline": {"requests": 360, "errors": 2}},
         "window": "gb?"}]}
      """;

  private static final ObjectMapper JSON = new ObjectMapper().registerModule(new Jdk8Module());

  @Test
  void evidence_in_the_old_names_is_read_with_every_number() throws JsonProcessingException {
    Map<String, Object> recorded = JSON.readValue(RECORDED, new TypeReference<>() {});

    Evidence evidence = JSON.convertValue(EvidenceSchema1.upgrade(recorded), Evidence.class);

    assertThat(evidence.startedAt()).isEqualTo(1_700_000_000);
    assertThat(evidence.weightJustRaised()).isTrue();
    assertThat(evidence.stepIntervals()).isEqualTo(4);
    assertThat(evidence.recentTotals()).containsExactly(400L, 410L);
    assertThat(evidence.trafficShare().logBets()).containsExactly(-1.5, -1.25, -1.0);
    MetricEvidence metric = evidence.metrics().get(0);
    assertThat(metric.name()).as("a value, not a key").isEqualTo("fit");
    assertThat(metric.window()).isEqualTo("gb?");
    assertThat(metric.limit().baselineHarm().logBets()).containsExactly(-4.0);
    Comparison comparison = metric.comparisons().get(0);
    assertThat(comparison.harm().errors()).isEqualTo(1.5);
    assertThat(comparison.fitness().logBets()).containsExactly(-0.5);
    assertThat(comparison.usualShare()).isEqualTo(0.001);
    assertThat(comparison.recent()).isEqualTo(new RecentErrorRate(30, 1));
    assertThat(comparison.baseline()).isEqualTo(new Counts(360, 2));
  }

  @Test
  void evidence_in_todays_names_stays_as_it_is() {
    Map<String, Object> today = Map.of("time", 5, "metrics", List.of(Map.of("name", "errors")));

    assertThat(EvidenceSchema1.upgrade(today)).isEqualTo(today);
  }
}
