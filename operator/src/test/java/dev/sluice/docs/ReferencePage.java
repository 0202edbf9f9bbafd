package dev.sluice.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A page under {@code docs/reference/} that is made from the code and committed.
 *
 * @param name of the file
 * @param content Markdown
 */
public record ReferencePage(String name, String content) {
  /** The command that writes all pages. */
  public static final String COMMAND =
      "mvn -pl operator -am test -Dtest='*ReferenceTest'"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dsluice.docs.write=true";

  /** Writes the page when asked to, and fails when the committed one differs. */
  public void verify() {
    Path page = RepositoryFiles.ROOT.resolve("docs/reference").resolve(name);
    if (Boolean.getBoolean("sluice.docs.write")) {
      try {
        Files.createDirectories(page.getParent());
        Files.writeString(page, content);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    assertThat(page).as("run: " + COMMAND).hasContent(content);
  }

  /** A table with one row for each list of cells. */
  public static String table(List<String> head, List<List<String>> rows) {
    StringBuilder table = new StringBuilder(row(head));
    table.append(row(head.stream().map(cell -> "---").toList()));
    rows.forEach(cells -> table.append(row(cells)));
    return table.toString();
  }

  private static String row(List<String> cells) {
    return "| " + String.join(" | ", cells.stream().map(ReferencePage::cell).toList()) + " |\n";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replaceAll("\\s*\\R\\s*", " ").strip();
  }

  /** Text in the form of code; nothing for nothing. */
  public static String code(String text) {
    return text.isEmpty() ? "" : "`" + text + "`";
  }
}
