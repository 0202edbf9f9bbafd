package dev.sluice.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Comments, messages and pages are in plain English, as {@code docs/words.txt} defines it. */
class WordListTest {
  /** Beginnings of the paths of what earlier versions wrote, as data of tests. */
  private static final List<String> RECORDED =
      List.of(
          "crds/src/test/resources/canaryreleases-schema-2.yaml",
          "operator/src/test/resources/checkpoints/");

  /** In two pieces, so that this file has none. */
  private static final String PLANTED = String.join("", "an", "ew");

  private final WordList words = WordList.load();

  @Test
  void noFileHasAPhraseOfTheList() {
    List<String> hits = new ArrayList<>();
    for (String file : RepositoryFiles.files()) {
      if (RECORDED.stream().noneMatch(file::startsWith)) {
        words.find(file, RepositoryFiles.read(file)).forEach(hit -> hits.add(file + ":" + hit));
      }
    }
    assertThat(hits).as("rewrite the sentence, or correct %s", WordList.FILE).isEmpty();
  }

  /** A file of a kind, and its content with the planted phrase in line 2. */
  record PlantedFile(String file, String content) {
    static PlantedFile of(String file, String content) {
      return new PlantedFile(file, content.formatted(PLANTED));
    }
  }

  static List<PlantedFile> planted() {
    return List.of(
        PlantedFile.of("A.java", "class A {\n  // It begins %s.\n}"),
        PlantedFile.of("A.java", "/**\n * It begins %s.\n */\nclass A {}"),
        PlantedFile.of("A.java", "class A {\n  String a = \"It begins %s\";\n}"),
        PlantedFile.of(
            "A.java", "class A {\n  String a = \"It \"; char q = '\"'; String b = \"%s\";\n}"),
        PlantedFile.of("A.java", "class A { String a = \"\"\"\n    It begins %s.\n    \"\"\"; }"),
        PlantedFile.of("docs/a.md", "# Title\nIt begins %s.\n"),
        PlantedFile.of("README.md", "| a | b |\n| it begins %s | c |\n"),
        PlantedFile.of("crds/crd.yaml", "properties:\n  description: \"It begins %s.\"\n"),
        PlantedFile.of("crds/crd.yaml", "properties:\n  message: it begins %s\n"),
        PlantedFile.of("examples/a.yaml", "spec:\n  # It begins %s.\n  a: 1\n"),
        PlantedFile.of("charts/sluice/values.yaml", "a:\n  b: 1 # It begins %s.\n"),
        PlantedFile.of("charts/sluice/templates/_helpers.tpl", "{{/*\nIt begins %s.\n*/}}\n"),
        PlantedFile.of("charts/sluice/templates/NOTES.txt", "Sluice {{ .Name }}\nbegins %s.\n"),
        PlantedFile.of("charts/sluice/values.schema.json", "{\n \"description\": \"begins %s\"\n}"),
        PlantedFile.of("pom.xml", "<project>\n  <!-- It begins %s. -->\n</project>"),
        PlantedFile.of("lab/up", "#!/bin/sh\n# It begins %s.\nexit\n"),
        PlantedFile.of("operator/a.properties", "a=1\n# It begins %s.\n"));
  }

  @ParameterizedTest
  @MethodSource("planted")
  void aPlantedPhraseIsFoundInEachKindOfFile(PlantedFile sample) {
    assertThat(words.find(sample.file(), sample.content()))
        .singleElement()
        .satisfies(hit -> assertThat(hit.line()).isEqualTo(2))
        .satisfies(hit -> assertThat(hit.phrase()).isEqualTo(PLANTED));
  }

  static List<PlantedFile> code() {
    return List.of(
        PlantedFile.of("A.java", "class A {\n  int %s = 1;\n}"),
        PlantedFile.of("A.java", "/**\n * Calls {@code %s} again.\n */\nclass A {}"),
        PlantedFile.of("docs/a.md", "# Title\nThe value `%s` is text.\n"),
        PlantedFile.of("docs/a.md", "```\n%s\n```\n"),
        PlantedFile.of("examples/a.yaml", "spec:\n  name: %s\n"),
        PlantedFile.of("lab/up", "#!/bin/sh\n%s=1\n"),
        PlantedFile.of("a.csv", "a,b\n%s,1\n"));
  }

  @ParameterizedTest
  @MethodSource("code")
  void codeIsNotProse(PlantedFile sample) {
    assertThat(words.find(sample.file(), sample.content())).isEmpty();
  }

  @Test
  void aPhraseThatIsBrokenAcrossLinesIsFound() {
    String half = String.join("", "out", "side");
    assertThat(words.find("A.java", "class A {\n  // It is " + half + "\n  // of it.\n}"))
        .singleElement()
        .satisfies(hit -> assertThat(hit.line()).isEqualTo(2));
    assertThat(words.find("A.java", "x(\"" + half + " \"\n    + \"of it\");")).hasSize(1);
    assertThat(words.find("a.md", "It is " + half + "\nof it.\n")).hasSize(1);
  }

  @Test
  void partsOfWordsAndOrdinaryPhrasesAreLeftAlone() {
    assertThat(
            words.find(
                "a.md",
                "A renewal, untold, the oldest. There is no baseline. It is no longer there. 20% of"
                    + " requests. It does so on its own. Back to the start. What is seen, and what"
                    + " is not."))
        .isEmpty();
  }

  @Test
  void aLineThatCannotBeReadIsNamed() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> WordList.of("some phrase"))
        .withMessageContaining("some phrase");
  }
}
