package dev.sluice.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.docs.JavaTokens.TokenType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** One name has one meaning: no two types of the repository share a simple name. */
class TypeNamesTest {
  private static final Pattern TYPE =
      Pattern.compile("(?<![.\\w])(?:class|interface|enum|record|@interface)\\s+([A-Z]\\w*)");

  @Test
  void noTwoTypesShareAName() {
    Map<String, List<String>> shared = shared(types());
    assertThat(shared).as("rename one of them").isEmpty();
  }

  @Test
  void nestedTypesAndRecordsAreFound() {
    Map<String, List<String>> types = new TreeMap<>();
    collect(
        types,
        "A.java",
        "/** A class Comment. */ class A { record B(int a) {} interface C { enum D { X } }"
            + " String s = \"class E\"; Object o = F.class; sealed @interface G {} }");
    assertThat(types).containsOnlyKeys("A", "B", "C", "D", "G");
    collect(types, "H.java", "class H { static final class B {} }");
    assertThat(shared(types)).containsOnlyKeys("B");
  }

  private static Map<String, List<String>> types() {
    Map<String, List<String>> types = new TreeMap<>();
    for (String file : RepositoryFiles.files(".java")) {
      collect(types, file, RepositoryFiles.read(file));
    }
    return types;
  }

  private static void collect(Map<String, List<String>> types, String file, String source) {
    StringBuilder code = new StringBuilder();
    for (JavaTokens.Token token : JavaTokens.of(source)) {
      code.append(token.type() == TokenType.CODE ? token.text() : " ");
    }
    Matcher matcher = TYPE.matcher(code);
    while (matcher.find()) {
      types.computeIfAbsent(matcher.group(1), name -> new ArrayList<>()).add(file);
    }
  }

  private static Map<String, List<String>> shared(Map<String, List<String>> types) {
    Map<String, List<String>> shared = new TreeMap<>(types);
    shared.values().removeIf(files -> files.size() < 2);
    return shared;
  }
}
