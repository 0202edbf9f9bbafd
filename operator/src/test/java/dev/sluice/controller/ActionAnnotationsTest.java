package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.lifecycle.ActionRequest;
import dev.sluice.lifecycle.ReleaseAction;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ActionAnnotationsTest {
  private static final String PROMOTE = "sluice.dev/promote";

  @Test
  void theLastFieldManagerOfTheAnnotationAsks() {
    ObjectMeta metadata = annotated(PROMOTE, "17");
    metadata.setManagedFields(
        List.of(
            manager("argocd", "2026-01-01T00:00:01Z", PROMOTE),
            manager("kubectl-annotate", "2026-01-01T00:00:02Z", PROMOTE),
            manager("kubectl-label", "2026-01-01T00:00:03Z", "other")));
    assertThat(ActionAnnotations.of(metadata))
        .containsExactly(new ActionRequest(ReleaseAction.PROMOTE, 17, "kubectl-annotate"));
  }

  @Test
  void whatIsNoRevisionIsZero() {
    for (String value : List.of("true", "", "0", "-1", "1.0", "12345678901234567890")) {
      assertThat(ActionAnnotations.of(annotated(PROMOTE, value)))
          .as(value)
          .containsExactly(new ActionRequest(ReleaseAction.PROMOTE, 0, value, ""));
    }
    assertThat(ActionAnnotations.of(new ObjectMeta())).isEmpty();
  }

  @Test
  void whatFollowsTheRevisionTellsOrdersApart() {
    assertThat(ActionAnnotations.of(annotated(PROMOTE, "17/2")))
        .containsExactly(new ActionRequest(ReleaseAction.PROMOTE, 17, "17/2", ""));
  }

  @Test
  void onlyAnnotationsOfSluiceAreOfInterest() {
    assertThat(isOfInterest(annotated(PROMOTE, "17"), new ObjectMeta())).isTrue();
    assertThat(isOfInterest(annotated(PROMOTE, "18"), annotated(PROMOTE, "17"))).isTrue();
    assertThat(isOfInterest(annotated("other", "17"), new ObjectMeta())).isFalse();
    ObjectMeta status = annotated(PROMOTE, "17");
    status.setResourceVersion("2");
    assertThat(isOfInterest(status, annotated(PROMOTE, "17"))).isFalse();
  }

  @Test
  void theSpecTheDeletionAndFinalizersAreOfInterest() {
    ObjectMeta before = new ObjectMeta();
    assertThat(isOfInterest(new ObjectMetaBuilder().withGeneration(2L).build(), before)).isTrue();
    assertThat(isOfInterest(new ObjectMetaBuilder().withFinalizers("f").build(), before)).isTrue();
    assertThat(
            isOfInterest(
                new ObjectMetaBuilder().withDeletionTimestamp("2026-01-01T00:00:00Z").build(),
                before))
        .isTrue();
  }

  private static boolean isOfInterest(ObjectMeta now, ObjectMeta before) {
    return ActionAnnotations.isOfInterest(release(now), release(before));
  }

  private static CanaryRelease release(ObjectMeta metadata) {
    CanaryRelease release = new CanaryRelease();
    release.setMetadata(metadata);
    return release;
  }

  private static ObjectMeta annotated(String name, String value) {
    return new ObjectMetaBuilder().addToAnnotations(name, value).build();
  }

  private static ManagedFieldsEntry manager(String name, String time, String annotation) {
    FieldsV1 fields = new FieldsV1();
    fields.setAdditionalProperty(
        "f:metadata", Map.of("f:annotations", Map.of("f:" + annotation, Map.of())));
    ManagedFieldsEntry entry = new ManagedFieldsEntry();
    entry.setManager(name);
    entry.setTime(time);
    entry.setFieldsV1(fields);
    return entry;
  }
}
