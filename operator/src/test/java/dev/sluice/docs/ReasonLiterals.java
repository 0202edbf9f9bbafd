package dev.sluice.docs;

import dev.sluice.docs.JavaTokens.Token;
import dev.sluice.docs.JavaTokens.TokenType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds reasons that are written as strings where an event, a condition or an end is made. */
final class ReasonLiterals {
  /** What makes an event, a condition, an end of a release or a line of the log. */
  private static final Pattern MAKERS =
      Pattern.compile(
          "(?:\\bnew\\s+(?:[\\w.]+\\.)?(?:ReleaseEvent|Abort|Condition)|\\bwithReason|\\bwithAction"
              + "|\\bLogLine\\s*\\.\\s*of|\\.\\s*with)\\s*\\(");

  private static final Pattern WORD = Pattern.compile("[A-Z][a-z]+(?:[A-Z][a-zA-Z]*)?");

  private ReasonLiterals() {}

  /** A literal that looks like a reason, or is one. */
  static List<Passage> find(String source, Set<String> reasons) {
    List<Passage> found = new ArrayList<>();
    int depth = 0;
    for (Token token : JavaTokens.of(source)) {
      if (token.type() == TokenType.CODE) {
        depth = depth(token.text(), depth);
      } else if (token.type() == TokenType.STRING) {
        boolean reason =
            depth > 0 ? WORD.matcher(token.text()).matches() : reasons.contains(token.text());
        if (reason) {
          found.add(new Passage(token.line(), token.text()));
        }
      }
    }
    return found;
  }

  /** How many parentheses of a call to a maker are open after this code; 0 where none is. */
  private static int depth(String text, int before) {
    String code = text.replaceAll("'(?:\\\\.|[^'])'", "0");
    int depth = before;
    int at = 0;
    Matcher maker = MAKERS.matcher(code);
    while (at < code.length()) {
      if (depth == 0) {
        if (!maker.find(at)) {
          return 0;
        }
        at = maker.end();
        depth = 1;
      } else {
        char c = code.charAt(at++);
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      }
    }
    return depth;
  }
}
