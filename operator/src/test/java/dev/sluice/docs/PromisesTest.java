package dev.sluice.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/promises.md names as holding a promise exists. */
class PromisesTest {
  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+(?:Test|IT))`");
  private static final Pattern SCENARIO = Pattern.compile("`([a-z]+(?:-[a-z0-9]+)+)`");
  private static final String SCENARIOS = "lab/src/main/java/dev/sluice/lab/scenarios/";

  private final String page = RepositoryFiles.read("docs/promises.md");

  @Test
  void everyTestExists() {
    List<String> files = RepositoryFiles.files(".java");
    assertThat(names(TEST))
        .isNotEmpty()
        .allMatch(name -> files.stream().anyMatch(file -> file.endsWith("/" + name + ".java")));
  }

  @Test
  void everyScenarioExists() {
    List<String> sources =
        RepositoryFiles.files(".java").stream()
            .filter(file -> file.startsWith(SCENARIOS))
            .map(RepositoryFiles::read)
            .toList();
    assertThat(names(SCENARIO))
        .isNotEmpty()
        .allMatch(name -> sources.stream().anyMatch(text -> text.contains('"' + name + '"')));
  }

  private Set<String> names(Pattern pattern) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = pattern.matcher(page);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }
}
