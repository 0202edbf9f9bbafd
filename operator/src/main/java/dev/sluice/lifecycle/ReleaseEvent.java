package dev.sluice.lifecycle;

import dev.sluice.messages.Reason;

/** One event of a release; its reason says whether it is a warning. */
public record ReleaseEvent(Reason reason, String message) {}
