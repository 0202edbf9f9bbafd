package dev.sluice.traffic.istio;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A short digest of a plain object; the order of keys does not count. It tells what Sluice applied
 * from what it applied before, it protects nothing: it is made with each decision, for each object.
 */
final class ObjectHash {
  private static final int MAP = 1;
  private static final int LIST = 2;
  private static final int SCALAR = 3;

  private ObjectHash() {}

  static String of(Map<String, Object> object) {
    return HexFormat.of().toHexDigits(value(object));
  }

  private static long value(Object value) {
    if (value instanceof Map<?, ?> map) {
      long sum = 0;
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        sum += mixed(text(String.valueOf(entry.getKey())) * 31 + value(entry.getValue()));
      }
      return mixed(sum + MAP);
    }
    if (value instanceof List<?> list) {
      long chain = list.size();
      for (Object element : list) {
        chain = mixed(chain + value(element));
      }
      return mixed(chain + LIST);
    }
    return mixed(text(String.valueOf(value)) + SCALAR);
  }

  /** FNV-1a of the characters. */
  private static long text(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  /** Every bit of the result depends on every bit of the input (Stafford's variant 13). */
  private static long mixed(long bits) {
    long first = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    long second = (first ^ (first >>> 27)) * 0x94d049bb133111ebL;
    return second ^ (second >>> 31);
  }
}
