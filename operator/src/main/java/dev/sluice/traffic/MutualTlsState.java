package dev.sluice.traffic;

import java.util.List;

/**
 * Mutual TLS as the mesh has it, whatever a release asks for.
 *
 * @param ports each port of each version, without repetitions
 * @param callers rules by which callers send something else than mutual TLS of the mesh
 */
public record MutualTlsState(List<PortState> ports, List<CallerRule> callers) {

  /** What pods do with plaintext requests. */
  public enum Plaintext {
    REFUSED,
    ACCEPTED,
    /** Mutual TLS is off. */
    REQUIRED,
    /** It depends on an object that cannot be seen. */
    HIDDEN
  }

  /**
   * One port of the pods.
   *
   * @param port number of the container's port, or its name where no number is known; empty where
   *     the Service has none
   * @param own whether the mode is the one in Sluice's own policy
   * @param cause which policy decides and what it says, a clause
   * @param remedy what changes that, in the imperative
   */
  public record PortState(
      String port, Plaintext plaintext, boolean own, String cause, String remedy) {}

  /**
   * One rule for callers.
   *
   * @param cause which rule and what it says, a clause
   * @param remedy what changes that, in the imperative
   */
  public record CallerRule(String cause, String remedy) {}
}
