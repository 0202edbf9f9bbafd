package dev.sluice.sample.domain;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The tag of a user: a digest of what they are, not a counter. So it is right also when a version
 * of the app that knows no tags changes the user.
 */
public final class UserTag {

  private static final int BYTES = 16;

  private UserTag() {}

  /** The tag of the user as they are now: 32 hexadecimal digits. */
  public static String of(User user) {
    // No field has a control character, so different users make different texts.
    String text = user.id() + "\n" + user.name() + "\n" + user.email();
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
