package dev.sluice.metrics.prometheus.tls;

import dev.sluice.messages.CredentialMessages;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Credentials for Prometheus and the certificates to trust, all in mounted files.
 *
 * @param bearerToken sent with each query
 * @param username of basic authentication
 * @param password of basic authentication
 * @param ca certificates to trust instead of the system's, PEM
 * @param certificate of the client with its chain, PEM
 * @param key of that certificate, PEM, not encrypted
 */
public record Credentials(
    Optional<CredentialFile> bearerToken,
    Optional<CredentialFile> username,
    Optional<CredentialFile> password,
    Optional<CredentialFile> ca,
    Optional<CredentialFile> certificate,
    Optional<CredentialFile> key) {

  public static final Credentials NONE =
      new Credentials(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** Settings that contradict each other, one sentence each. The files are not read. */
  public List<String> contradictions(URI server) {
    List<String> found = new ArrayList<>();
    pair(found, username, password, "password", "the user name");
    pair(found, password, username, "user name", "the password");
    pair(found, certificate, key, "key", "the certificate");
    pair(found, key, certificate, "certificate", "the key");
    if (bearerToken.isPresent() && (username.isPresent() || password.isPresent())) {
      found.add(
          named(bearerToken.get())
              + " and "
              + named(username.or(() -> password).get())
              + " cannot both be set; remove one");
    }
    if (!"https".equals(server.getScheme())) {
      for (Optional<CredentialFile> file : List.of(ca, certificate, key)) {
        file.ifPresent(
            there -> found.add(named(there) + " needs an address that begins with https://"));
      }
    }
    return List.copyOf(found);
  }

  private static void pair(
      List<String> found,
      Optional<CredentialFile> one,
      Optional<CredentialFile> other,
      String missing,
      String given) {
    if (one.isPresent() && other.isEmpty()) {
      found.add(
          "%s has no file with the %s; set it too or remove %s"
              .formatted(named(one.get()), missing, given));
    }
  }

  private static String named(CredentialFile file) {
    return file.setting() + "=\"" + file.path() + "\"";
  }

  /** Whether they identify the client to the server. */
  public boolean identifyClient() {
    return bearerToken.isPresent() || username.isPresent() || certificate.isPresent();
  }

  /**
   * The value of the header {@code Authorization}.
   *
   * @throws UnusableCredentialException if a file cannot be used
   */
  public Optional<String> authorization() throws UnusableCredentialException {
    if (bearerToken.isPresent()) {
      String token = bearerToken.get().line();
      if (token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
        throw bearerToken.get().unusable(CredentialMessages.invalidToken());
      }
      return Optional.of("Bearer " + token);
    }
    if (username.isPresent() && password.isPresent()) {
      String name = username.get().line();
      if (name.contains(":")) {
        throw username.get().unusable(CredentialMessages.invalidUserName());
      }
      byte[] both = (name + ":" + password.get().line()).getBytes(StandardCharsets.UTF_8);
      return Optional.of("Basic " + Base64.getEncoder().encodeToString(both));
    }
    return Optional.empty();
  }
}
