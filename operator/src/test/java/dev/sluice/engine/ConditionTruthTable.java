package dev.sluice.engine;

import static dev.sluice.api.v1alpha1.Phase.Blocked;
import static dev.sluice.api.v1alpha1.Phase.RolledBack;
import static dev.sluice.api.v1alpha1.Phase.Stable;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.Condition;
import dev.sluice.api.v1alpha1.Phase;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What Ready, Reconciling and Stalled are in each phase; checked of every status of a test. */
public final class ConditionTruthTable {
  /** Ready, Reconciling and Stalled, and the same of a phase that lasts longer than its limit. */
  private record Row(List<String> usual, List<String> overdue) {}

  private static final List<String> WELL = List.of("True", "False", "False");
  private static final List<String> IN_PROGRESS = List.of("Unknown", "True", "False");
  private static final List<String> STALLED = List.of("False", "False", "True");

  private static final Map<Phase, Row> TABLE = new EnumMap<>(Phase.class);

  static {
    for (Phase phase : Phase.values()) {
      TABLE.put(phase, new Row(IN_PROGRESS, STALLED));
    }
    TABLE.put(Stable, new Row(WELL, STALLED));
    TABLE.put(RolledBack, new Row(STALLED, STALLED));
    TABLE.put(Blocked, new Row(STALLED, STALLED));
  }

  private static final List<String> TYPES =
      List.of(
          "Accepted",
          "Programmed",
          "Isolated",
          "MetricsAvailable",
          "MutualTLS",
          "Ready",
          "Reconciling",
          "Stalled",
          "Finished");

  private ConditionTruthTable() {}

  /** All conditions are there, and those of the phase are as the table has them. */
  public static void check(CanaryReleaseStatus status) {
    assertThat(status.conditions()).extracting(Condition::type).containsExactlyElementsOf(TYPES);
    Row row = TABLE.get(status.phase());
    assertThat(List.of(of(status, "Ready"), of(status, "Reconciling"), of(status, "Stalled")))
        .as("conditions of %s", status.phase())
        .isIn(row.usual(), row.overdue());
    boolean blocked = status.phase() == Blocked;
    assertThat(of(status, "Accepted").equals("False") || !blocked).isTrue();
  }

  private static String of(CanaryReleaseStatus status, String type) {
    return status.conditions().stream()
        .filter(condition -> condition.type().equals(type))
        .map(Condition::status)
        .findFirst()
        .orElseThrow();
  }
}
