package dev.sluice.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Links between the pages of the repository lead somewhere, and to every page. */
class LinksTest {
  private static final String START = "docs/README.md";

  private static final Pattern WALK = Pattern.compile("^\\d+\\. `(\\w+)`");

  /**
   * A link to a file of the repository.
   *
   * @param file from the root
   * @param anchor empty for the whole page
   */
  record LinkTarget(String file, String anchor) {}

  @Test
  void noLinkIsDead() {
    List<String> dead = new ArrayList<>();
    for (String page : RepositoryFiles.files(".md")) {
      for (String link : Markdown.links(RepositoryFiles.read(page))) {
        if (isLocal(link) && !exists(target(page, link))) {
          dead.add(page + ": " + link);
        }
      }
    }
    assertThat(dead).isEmpty();
  }

  @Test
  void everyPageIsReachableFromTheFirstOne() {
    Set<String> reached = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(START));
    while (!open.isEmpty()) {
      String page = open.pop();
      if (reached.add(page) && page.endsWith(".md")) {
        Markdown.links(RepositoryFiles.read(page)).stream()
            .filter(LinksTest::isLocal)
            .map(link -> target(page, link))
            .filter(LinksTest::exists)
            .forEach(target -> open.push(target.file()));
      }
    }
    assertThat(RepositoryFiles.files().stream().filter(file -> file.startsWith("docs/")))
        .as("link it from %s or from a page that is linked there", START)
        .isSubsetOf(reached);
  }

  /** The walks in the page on the architecture name files; a renamed one is seen here. */
  @Test
  void theFilesOfTheWalksExist() {
    Set<String> types = new HashSet<>();
    for (String file : RepositoryFiles.files(".java")) {
      if (file.contains("/src/main/")) {
        types.add(file.substring(file.lastIndexOf('/') + 1, file.length() - ".java".length()));
      }
    }
    List<String> named =
        RepositoryFiles.read("docs/architecture.md")
            .lines()
            .map(WALK::matcher)
            .filter(Matcher::find)
            .map(step -> step.group(1))
            .toList();
    assertThat(named).hasSizeGreaterThan(30);
    assertThat(types).containsAll(named);
  }

  @Test
  void anchorsAreThoseOfGitHub() {
    assertThat(
            Markdown.anchors("# A `b`: c, d\n## See it: `lab/demo`\n```\n# no\n```\n# A b: c, d\n"))
        .containsExactly("a-b-c-d", "see-it-labdemo", "a-b-c-d-1");
  }

  @Test
  void aDeadAnchorIsSeen() {
    assertThat(exists(target("docs/a.md", "../" + START + "#no-such-heading"))).isFalse();
    assertThat(exists(target("docs/a.md", "no-such-page.md"))).isFalse();
  }

  private static boolean isLocal(String link) {
    return !link.matches("[a-z]+:.*");
  }

  private static LinkTarget target(String page, String link) {
    int hash = link.indexOf('#');
    String path = hash < 0 ? link : link.substring(0, hash);
    String anchor = hash < 0 ? "" : link.substring(hash + 1);
    Path file = path.isEmpty() ? Path.of(page) : Path.of(page).resolveSibling(path).normalize();
    return new LinkTarget(file.toString().replace('\\', '/'), anchor);
  }

  private static boolean exists(LinkTarget target) {
    Path file = RepositoryFiles.ROOT.resolve(target.file());
    if (!Files.exists(file)) {
      return false;
    }
    return target.anchor().isEmpty()
        || Markdown.anchors(RepositoryFiles.read(target.file())).contains(target.anchor());
  }
}
