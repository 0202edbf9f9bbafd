package dev.sluice.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Statuses as the kubelet and the scheduler write them. */
class PodCausesTest {
  private static final String CRASHED =
      "{name: app, ready: false, state: {waiting: {reason: CrashLoopBackOff, message: 'back-off"
          + " 40s restarting failed container'}}, lastState: {terminated: {exitCode: 137, reason:"
          + " OOMKilled}}}";
  private static final String RESTARTED =
      "{name: app, ready: false, state: {running: {}}, lastState: {terminated: {exitCode: 137,"
          + " reason: OOMKilled}}}";
  private static final String RUNNING = "{name: app, ready: false, state: {running: {}}}";
  private static final String STARTING =
      "{name: app, ready: false, state: {waiting: {reason: ContainerCreating}}}";

  @Test
  void aCrashLoopHasTheSameTextWhileItRestarts() {
    assertThat(cause(pod("a", CRASHED)))
        .isEqualTo("container app of pod a ends with exit code 137 (OOMKilled)")
        .isEqualTo(cause(pod("a", RESTARTED)));
  }

  @Test
  void bothWordsForAMissingImageAreOne() {
    String text = "container app of pod a cannot pull its image app:2 (ImagePullBackOff)";
    for (String reason : List.of("ErrImagePull", "ImagePullBackOff")) {
      assertThat(
              cause(
                  pod(
                      "a",
                      "{name: app, image: 'app:2', ready: false, state: {waiting: {reason: %s}}}"
                          .formatted(reason))))
          .isEqualTo(text);
    }
  }

  @Test
  void aContainerThatCannotBeMadeSaysWhy() {
    assertThat(
            cause(
                pod(
                    "a",
                    "{name: app, ready: false, state: {waiting: {reason: CreateContainerConfigError,"
                        + " message: 'secret \"db\" not found at 100%'}}}")))
        .isEqualTo(
            "container app of pod a waits: CreateContainerConfigError: secret \"db\" not found at"
                + " 100%");
  }

  @Test
  void aPodWithoutANodeSaysMoreThanOneThatRuns() {
    Map<String, Object> unscheduled =
        yaml(
            "{metadata: {name: b}, status: {conditions: [{type: PodScheduled, status: 'False',"
                + " message: '0/3 nodes are available: 3 Insufficient memory.'}]}}");
    assertThat(PodCauses.of(List.of(pod("a", RUNNING), unscheduled)))
        .hasValue("pod b is not scheduled: 0/3 nodes are available: 3 Insufficient memory.");
  }

  @Test
  void aProbeThatFailsIsNamedAsFarAsItIsKnown() {
    assertThat(cause(pod("a", RUNNING))).isEqualTo("container app of pod a runs and is not ready");
  }

  @Test
  void nothingIsSaidOfPodsThatStartAreReadyOrGo() {
    Map<String, Object> ready =
        yaml(
            "{metadata: {name: a}, status: {conditions: [{type: Ready, status: 'True'}],"
                + " containerStatuses: [%s]}}".formatted(RUNNING));
    Map<String, Object> going =
        yaml(
            "{metadata: {name: a, deletionTimestamp: '2026-01-01T00:00:00Z'},"
                + " status: {containerStatuses: [%s]}}".formatted(CRASHED));
    assertThat(PodCauses.of(List.of(pod("a", STARTING), ready, going))).isEmpty();
  }

  @Test
  void theFirstPodByNameSpeaksForTheOthers() {
    List<Map<String, Object>> pods = new ArrayList<>(List.of(pod("b", CRASHED), pod("a", CRASHED)));
    assertThat(PodCauses.of(pods)).hasValueSatisfying(text -> assertThat(text).contains("pod a"));
  }

  private static String cause(Map<String, Object> pod) {
    return PodCauses.of(List.of(pod)).orElse("");
  }

  private static Map<String, Object> pod(String name, String container) {
    return yaml(
        "{metadata: {name: %s}, status: {conditions: [{type: Ready, status: 'False'}],"
                .formatted(name)
            + " containerStatuses: ["
            + container
            + "]}}");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> yaml(String text) {
    return Serialization.unmarshal("---\n" + text, Map.class);
  }
}
