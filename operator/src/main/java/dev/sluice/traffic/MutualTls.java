package dev.sluice.traffic;

/**
 * Mutual TLS for the service's pods.
 *
 * @param strict whether plaintext is refused; otherwise it is accepted too
 */
public record MutualTls(boolean strict) implements PolicyIntent {

  @Override
  public String field() {
    return "spec.security.mtls";
  }
}
