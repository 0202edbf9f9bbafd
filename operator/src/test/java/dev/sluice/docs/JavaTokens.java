package dev.sluice.docs;

import java.util.ArrayList;
import java.util.List;

/** Java source, cut into code, comments and literals; enough to tell them apart. */
final class JavaTokens {
  /** What a token is. */
  enum TokenType {
    CODE,
    COMMENT,
    /** The content of a string or a text block, escapes as they are written. */
    STRING
  }

  /**
   * A token.
   *
   * @param line of its first character, from 1
   */
  record Token(TokenType type, int line, String text) {}

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;

  private JavaTokens(String source) {
    this.source = source;
  }

  /** All tokens, in order; spaces and line breaks between code belong to it. */
  static List<Token> of(String source) {
    JavaTokens scan = new JavaTokens(source);
    scan.scan();
    return List.copyOf(scan.tokens);
  }

  private void scan() {
    int code = 0;
    while (at < source.length()) {
      if (isAt("//") || isAt("/*") || isAt("\"")) {
        add(TokenType.CODE, code, at);
        literal();
        code = at;
      } else if (isAt("'")) {
        at = end("'", at + 1) + 1;
      } else {
        at++;
      }
    }
    add(TokenType.CODE, code, source.length());
  }

  private void literal() {
    if (isAt("//")) {
      int end = index("\n", at);
      add(TokenType.COMMENT, at, end);
      at = end;
    } else if (isAt("/*")) {
      int end = Math.min(source.length(), index("*/", at + 2) + 2);
      add(TokenType.COMMENT, at, end);
      at = end;
    } else {
      String quote = isAt("\"\"\"") ? "\"\"\"" : "\"";
      int end = end(quote, at + quote.length());
      line += lines(at, at + quote.length());
      add(TokenType.STRING, at + quote.length(), end);
      at = Math.min(source.length(), end + quote.length());
    }
  }

  private boolean isAt(String text) {
    return source.startsWith(text, at);
  }

  private int index(String text, int from) {
    int found = source.indexOf(text, from);
    return found < 0 ? source.length() : found;
  }

  /** Where a literal ends: the next quote that is not escaped. */
  private int end(String quote, int from) {
    int i = from;
    while (i < source.length() && !source.startsWith(quote, i)) {
      i += source.charAt(i) == '\\' ? 2 : 1;
    }
    return Math.min(i, source.length());
  }

  private int lines(int from, int to) {
    return (int) source.substring(from, to).chars().filter(c -> c == '\n').count();
  }

  private void add(TokenType type, int from, int to) {
    if (to > from) {
      tokens.add(new Token(type, line, source.substring(from, to)));
      line += lines(from, to);
    }
  }

  /**
   * Comments and strings as text: comments that follow each other and strings that are added to
   * each other are one passage, since a phrase may be broken across them.
   */
  static List<Passage> passages(String source) {
    List<Passage> passages = new ArrayList<>();
    TokenType last = TokenType.CODE;
    boolean joins = false;
    for (Token token : of(source)) {
      if (token.type() == TokenType.CODE) {
        String between = token.text().strip();
        joins = between.isEmpty() || between.equals("+");
        continue;
      }
      boolean comment = token.type() == TokenType.COMMENT;
      String text = comment ? plain(token.text()) : unescaped(token.text());
      Passage before = passages.isEmpty() ? null : passages.get(passages.size() - 1);
      if (joins && last == token.type() && before != null) {
        int gap = token.line() - before.lineAt(before.text().length());
        String lines = "\n".repeat(Math.max(comment ? 1 : 0, gap));
        passages.set(passages.size() - 1, new Passage(before.line(), before.text() + lines + text));
      } else {
        passages.add(new Passage(token.line(), text));
      }
      last = token.type();
      joins = true;
    }
    return passages;
  }

  /** A comment without its marks and without code in it; lines stay lines. */
  private static String plain(String comment) {
    String text =
        comment
            .replaceAll("(?s)\\{@(?:code|link|literal|linkplain|value)\\s[^}]*\\}", " CODE ")
            .replaceAll("(?s)<pre>.*?</pre>", " ")
            .replaceAll("(?m)^[ \\t]*(?:/\\*\\*?|\\*/|\\*|//)[ \\t]?", "");
    return text.replace("*/", "");
  }

  private static String unescaped(String literal) {
    return literal.replaceAll("\\\\[nt]", " ").replaceAll("\\\\\r?\n\\s*", "").replace("\\", "");
  }
}
