package dev.sluice.lifecycle;

/**
 * An action that an annotation of the CanaryRelease asks for. The annotation stays after the action
 * is done: only the recorded state says whether it is.
 *
 * @param revision the one that it means; 0 where the value is not a revision
 * @param by field manager of the annotation, empty if unknown
 */
public record ActionRequest(ReleaseAction action, long revision, String by) {}
