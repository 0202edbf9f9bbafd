package dev.sluice.docs;

import static dev.sluice.docs.ReferencePage.code;
import static dev.sluice.docs.ReferencePage.table;

import dev.sluice.lifecycle.Stage;
import dev.sluice.messages.Reason;
import dev.sluice.messages.Reason.Severity;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The pages of reasons and of stages. */
class LifecycleReferenceTest {

  @Test
  void reasons() {
    List<List<String>> rows =
        Arrays.stream(Reason.values())
            .map(
                reason ->
                    List.of(
                        code(reason.name()),
                        reason.severity() == Severity.WARNING ? "Warning" : "Normal",
                        reason.meaning(),
                        reason.remedy()))
            .toList();
    String content =
        """
        # Reasons

        The reasons of events, of conditions, and of `status.release.reason`. Programs may compare them. The type is
        the type of an event with this reason. This page is generated from the code.

        """
            + table(List.of("Reason", "Type", "Meaning", "Remedy"), rows);
    new ReferencePage("reasons.md", content).verify();
  }

  @Test
  void stages() {
    String content =
        """
        # Stages

        A release is always in one stage; `status.checkpoint` records it. A stage makes its changes, is *applied* when
        they are observed in the cluster and its condition has come true, and then lasts for its time. What leaves a
        stage is one rule of [`StageRules`](../architecture.md#stages). This page is generated from the code.

        ## What each stage does

        """
            + table(
                List.of("Stage", "Section", "Phase", "What happens"),
                rows(
                    stage ->
                        List.of(
                            code(stage.name()),
                            word(stage.section()),
                            code(stage.phase().name()),
                            stage.description())))
            + """

            ## What each stage writes, and how long it lasts

            * Writes: which of Sluice's objects exist.
            * Pin: which pods the subset `stable` selects: the stable revision's (`PINNED`) or the whole Service (`OPEN`).
            * Pause: whether the Deployment is paused.
            * Canary: what happens to the canary Deployments.
            * Applied when: what must be observed.
            * Lasts: the minimum time after that.
            * Late: after how much longer the condition `Stalled` is true: `OUTAGE` 2 minutes, `LATE` 10 minutes.

            """
            + table(
                List.of(
                    "Stage", "Writes", "Pin", "Pause", "Canary", "Applied when", "Lasts", "Late"),
                rows(
                    stage ->
                        List.of(
                            code(stage.name()),
                            word(stage.writes()),
                            word(stage.pin()),
                            word(stage.pause()),
                            word(stage.canaryPods()),
                            word(stage.until()),
                            word(stage.time()),
                            word(stage.limit()))))
            + """

            ## Analysis, rollback and exceptions

            * Analyzed: whose requests are measured.
            * Rollback target: where requests are sent if they must leave the pods under analysis.
            * Blocked: what the stage does while `Accepted` is `False`.
            * Deleted: the first action when the CanaryRelease is deleted.

            """
            + table(
                List.of("Stage", "Analyzed", "Rollback target", "Blocked", "Deleted"),
                rows(
                    stage ->
                        List.of(
                            code(stage.name()),
                            word(stage.judged()),
                            word(stage.rollbackTarget()),
                            word(stage.blocked()),
                            word(stage.deleted()))));
    new ReferencePage("stages.md", content).verify();
  }

  private static List<List<String>> rows(Function<Stage, List<String>> row) {
    return Arrays.stream(Stage.values()).map(row).toList();
  }

  private static String word(Enum<?> value) {
    return code(value.name());
  }
}
