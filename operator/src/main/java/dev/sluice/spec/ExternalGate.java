package dev.sluice.spec;

/** A gate whose answer comes from outside the analysis. */
public non-sealed interface ExternalGate extends Gate {
  @Override
  default boolean asksForProof() {
    return false;
  }
}
