package dev.sluice.lab.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Templates of configuration files, with <code>{{name}}</code> as a placeholder. */
public final class ConfigTemplates {
  private static final Pattern NAME = Pattern.compile("\\{\\{([A-Za-z]+)}}");

  private ConfigTemplates() {}

  /** Reads a template of the lab and replaces its placeholders. */
  public static String load(String file, Map<String, String> values) {
    try (InputStream in =
        ConfigTemplates.class.getResourceAsStream("/dev/sluice/lab/config/" + file)) {
      if (in == null) {
        throw new IllegalArgumentException("no template \"" + file + "\" in the lab's jar");
      }
      return fill(file, new String(in.readAllBytes(), StandardCharsets.UTF_8), values);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Replaces the placeholders of a text.
   *
   * @throws IllegalArgumentException if the text names a value that is not given
   */
  static String fill(String file, String text, Map<String, String> values) {
    Matcher matcher = NAME.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (matcher.find()) {
      String value = values.get(matcher.group(1));
      if (value == null) {
        throw new IllegalArgumentException(
            "template " + file + " needs a value for \"" + matcher.group(1) + "\"");
      }
      matcher.appendReplacement(filled, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(filled).toString();
  }
}
