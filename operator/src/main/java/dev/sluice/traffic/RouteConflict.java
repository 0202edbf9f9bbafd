package dev.sluice.traffic;

import dev.sluice.common.ObjectKey;

/**
 * An object of others that routes the same host.
 *
 * @param problem what it does, as a phrase
 * @param remedy what to do about it, as a phrase in the imperative
 */
public record RouteConflict(ObjectKey object, String problem, String remedy) {}
