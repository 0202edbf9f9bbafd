package dev.sluice.sample.http;

import dev.sluice.sample.domain.User;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The {@code ETag} of a user: a digest of what they are, not a counter. So it is right also when a
 * version of the app that knows no tags changes the user.
 */
final class EntityTag {

  private static final int BYTES = 16;

  private EntityTag() {}

  static String of(User user) {
    // No field has a control character, so different users make different texts.
    String text = user.id() + "\n" + user.name() + "\n" + user.email();
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return '"' + HexFormat.of().formatHex(digest, 0, BYTES) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  /** Whether a header {@code If-Match} names the user as they are now. */
  static boolean matches(String ifMatch, User user) {
    String tag = of(user);
    // A weak tag never matches here (RFC 9110, section 13.1.1).
    return Arrays.stream(ifMatch.split(",", -1))
        .map(String::strip)
        .anyMatch(wanted -> wanted.equals("*") || wanted.equals(tag));
  }
}
