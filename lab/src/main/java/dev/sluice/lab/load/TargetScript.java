package dev.sluice.lab.load;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * An awk script that prints the targets of a stream without end, each {@link LoadTarget#NUMBER} as
 * the next number: what is created must be distinct. vegeta reads no more of it than it sends.
 *
 * <p>The body of a target is in base64, in which three digits that begin at a multiple of three
 * bytes are always four letters. So numbers need a table and no program that encodes.
 */
final class TargetScript {
  private static final int GROUP = 1000;

  private TargetScript() {}

  static String of(List<LoadTarget> targets) {
    StringBuilder script = new StringBuilder("BEGIN {\n  letters = \"");
    for (int number = 0; number < GROUP; number++) {
      script.append(base64("%03d".formatted(number)));
    }
    script.append("\"\n  for (n = 0; ; n++) {\n");
    script.append("    digits = ").append(group("int(n / 1000000)"));
    script.append(' ').append(group("int(n / 1000) % 1000"));
    script.append(' ').append(group("n % 1000")).append('\n');
    for (LoadTarget target : targets) {
      script.append("    print ").append(expression(target)).append('\n');
    }
    return script.append("  }\n}\n").toString();
  }

  private static String group(String value) {
    return "substr(letters, 4 * (%s) + 1, 4)".formatted(value);
  }

  private static String expression(LoadTarget target) {
    int at = target.body().indexOf(LoadTarget.NUMBER);
    if (at < 0) {
      return quoted(target.line(target.body()));
    }
    // Spaces after the brace move the number to a multiple of three bytes.
    String body = "{" + " ".repeat((3 - at % 3) % 3) + target.body().substring(1);
    String line = target.line(body);
    String digits = base64(LoadTarget.NUMBER);
    int number = line.indexOf(digits);
    return quoted(line.substring(0, number))
        + " digits "
        + quoted(line.substring(number + digits.length()));
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }
}
