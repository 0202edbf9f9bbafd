package dev.sluice.controller;

import dev.sluice.lifecycle.ActionRequest;
import dev.sluice.lifecycle.ReleaseAction;
import dev.sluice.workload.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the actions that the annotations of a CanaryRelease ask for, and who set them. */
final class ActionAnnotations {
  /** A revision, and what tells one order from the next. */
  private static final Pattern VALUE =
      Pattern.compile("([1-9][0-9]{0,17})(/[A-Za-z0-9:.-]{1,64})?");

  private static final int LONGEST_VALUE = 128;
  private static final int LONGEST_MANAGER = 128;

  private ActionAnnotations() {}

  static List<ActionRequest> of(ObjectMeta metadata) {
    List<ActionRequest> requests = new ArrayList<>();
    for (ReleaseAction action : ReleaseAction.values()) {
      String value = annotations(metadata).get(action.annotation());
      if (value != null) {
        Matcher read = VALUE.matcher(value);
        long revision = read.matches() ? Long.parseLong(read.group(1)) : 0;
        requests.add(
            new ActionRequest(
                action,
                revision,
                value.substring(0, Math.min(value.length(), LONGEST_VALUE)),
                manager(metadata, action.annotation())));
      }
    }
    return List.copyOf(requests);
  }

  /** The field manager that set the annotation last; empty if none is recorded. */
  private static String manager(ObjectMeta metadata, String annotation) {
    return metadata.getManagedFields().stream()
        .filter(entry -> owns(entry, annotation))
        .max(Comparator.comparing(entry -> String.valueOf(entry.getTime())))
        .map(ManagedFieldsEntry::getManager)
        .map(name -> name.substring(0, Math.min(name.length(), LONGEST_MANAGER)))
        .orElse("");
  }

  private static boolean owns(ManagedFieldsEntry entry, String annotation) {
    return entry.getFieldsV1() != null
        && entry.getFieldsV1().getAdditionalProperties().get("f:metadata") instanceof Map<?, ?> own
        && own.get("f:annotations") instanceof Map<?, ?> annotations
        && annotations.containsKey("f:" + annotation);
  }

  /**
   * Whether an update of a CanaryRelease can change a decision: its spec, its deletion, its
   * finalizers, or an annotation of Sluice's. Its status is written by Sluice alone.
   */
  static boolean isOfInterest(HasMetadata updated, HasMetadata before) {
    ObjectMeta now = updated.getMetadata();
    ObjectMeta then = before.getMetadata();
    return !Objects.equals(now.getGeneration(), then.getGeneration())
        || !Objects.equals(now.getDeletionTimestamp(), then.getDeletionTimestamp())
        || !Objects.equals(now.getFinalizers(), then.getFinalizers())
        || !own(now).equals(own(then));
  }

  private static Map<String, String> own(ObjectMeta metadata) {
    Map<String, String> own = new LinkedHashMap<>(annotations(metadata));
    own.keySet().removeIf(name -> !name.startsWith(Labels.PREFIX));
    return own;
  }

  private static Map<String, String> annotations(ObjectMeta metadata) {
    return metadata.getAnnotations() == null ? Map.of() : metadata.getAnnotations();
  }
}
