package dev.sluice.spec;

import java.time.Duration;

/** How long a release may be held for one cause, and what happens then. */
public record Timeout(Duration after, TimeoutAction action) {}
