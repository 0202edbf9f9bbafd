package dev.sluice.sample.tokens;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;

/** Keys as {@code openssl genpkey} writes them. */
public final class KeyFiles {

  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z.pem'").withZone(ZoneOffset.UTC);

  private KeyFiles() {}

  /** A new private key as PEM. */
  public static String pem(String algorithm, int bits) throws NoSuchAlgorithmException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(bits);
    byte[] der = generator.generateKeyPair().getPrivate().getEncoded();
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n";
  }

  /** Adds a new key that signs from a time on. */
  public static Path add(Path directory, Instant from)
      throws IOException, NoSuchAlgorithmException {
    // Moved to its name when it is whole, as a mounted Secret changes.
    Path whole = Files.writeString(directory.resolve("new"), pem("RSA", 2048));
    return Files.move(whole, directory.resolve(NAME.format(from)));
  }
}
