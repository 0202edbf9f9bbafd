package dev.sluice.sample.http;

import dev.sluice.sample.domain.User;
import dev.sluice.sample.domain.UserTag;
import java.util.Arrays;

/** The {@code ETag} of a user (RFC 9110, section 8.8.3). */
final class EntityTag {

  private EntityTag() {}

  static String of(User user) {
    return '"' + UserTag.of(user) + '"';
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
