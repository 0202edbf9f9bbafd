package dev.sluice.mesh;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A short digest of a plain object; the order of keys does not count. */
final class Digest {
  private Digest() {}

  static String of(Map<String, Object> object) {
    StringBuilder text = new StringBuilder();
    write(object, text);
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static void write(Object value, StringBuilder text) {
    if (value instanceof Map<?, ?> map) {
      TreeMap<String, Object> sorted = new TreeMap<>();
      map.forEach((key, entry) -> sorted.put(String.valueOf(key), entry));
      text.append('{');
      sorted.forEach(
          (key, entry) -> {
            text.append(key).append('=');
            write(entry, text);
            text.append(';');
          });
      text.append('}');
    } else if (value instanceof List<?> list) {
      text.append('[');
      list.forEach(
          entry -> {
            write(entry, text);
            text.append(';');
          });
      text.append(']');
    } else {
      text.append(value);
    }
  }
}
