package dev.sluice.sample.tokens;

import dev.sluice.sample.files.UnusableContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Keys as a directory has them, each in a file named by the UTC time from which it signs, such as
 * {@code 20261201T000000Z.pem}. So a key is published before it signs, and all replicas change to
 * it at the same time, also one that starts then.
 */
final class KeyDirectory {

  private static final String ENDING = ".pem";
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'");

  private KeyDirectory() {}

  /** The contents of the files by their names; other files are not read. */
  static SortedMap<String, String> read(Path directory) throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    List<Path> found;
    try (Stream<Path> list = Files.list(directory)) {
      found = list.filter(file -> file.getFileName().toString().endsWith(ENDING)).toList();
    }
    for (Path file : found) {
      files.put(file.getFileName().toString(), Files.readString(file));
    }
    return files;
  }

  /**
   * The keys by the times from which they sign.
   *
   * @throws UnusableContent when a file is bad, or no key signs yet
   */
  static List<SigningKey> parse(Map<String, String> files, Instant now) throws UnusableContent {
    List<SigningKey> keys = new ArrayList<>();
    for (Map.Entry<String, String> file : files.entrySet()) {
      try {
        keys.add(SigningKey.parse(time(file.getKey()), file.getValue()));
      } catch (IllegalArgumentException e) {
        throw new UnusableContent(file.getKey() + " " + e.getMessage());
      }
    }
    if (keys.isEmpty()) {
      throw new UnusableContent("there is no key, in a file such as 20261201T000000Z.pem");
    }
    keys.sort(Comparator.comparing(SigningKey::from));
    if (keys.get(0).from().isAfter(now)) {
      throw new UnusableContent("no key signs yet: the first does from " + keys.get(0).from());
    }
    return List.copyOf(keys);
  }

  private static Instant time(String file) {
    try {
      String text = file.substring(0, file.length() - ENDING.length());
      return LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "is not named by a time: use one such as 20261201T000000Z.pem", e);
    }
  }
}
