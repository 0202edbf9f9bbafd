package dev.sluice.cli.lint;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads YAML, and JSON as a part of it, the way kubectl does: words like {@code off} and {@code
 * yes} without quotes are booleans, as in YAML 1.1.
 */
final class YamlReader {
  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
  private static final Set<String> TRUE =
      Set.of("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "y", "Y");
  private static final Set<String> FALSE =
      Set.of("false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF", "n", "N");
  private static final Pattern WHOLE = Pattern.compile("[-+]?(0|[1-9][0-9]{0,17})");
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
  private static final int DEEPEST = 100;

  private final String file;
  private final List<LintProblem> findings;

  private YamlReader(String file, List<LintProblem> findings) {
    this.file = file;
    this.findings = findings;
  }

  /** The documents of a file, empty ones left out; what is no YAML ends them, with a finding. */
  static List<LocatedValue> read(String file, String text, List<LintProblem> findings) {
    YamlReader reader = new YamlReader(file, findings);
    List<LocatedValue> documents = new ArrayList<>();
    try {
      Iterator<Node> nodes =
          new Compose(
                  LoadSettings.builder()
                      .setUseMarks(true)
                      .setAllowDuplicateKeys(true)
                      .setCodePointLimit(Integer.MAX_VALUE)
                      .build())
              .composeAllFromString(text)
              .iterator();
      while (nodes.hasNext()) {
        LocatedValue document = reader.located(nodes.next(), "", 0);
        if (document.value() != null) {
          documents.add(document);
        }
      }
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
      String problem = e.getProblem() == null ? e.getContext() : e.getProblem();
      reader.find(mark.map(m -> m.getLine() + 1).orElse(0), "", "is no YAML: " + problem);
    } catch (YamlEngineException | NoSuchElementException e) {
      reader.find(0, "", "is no YAML: " + e.getMessage());
    }
    return documents;
  }

  private LocatedValue located(Node node, String path, int depth) {
    int line = node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    if (depth > DEEPEST) {
      find(line, path, "is nested too deep; an alias may refer to itself");
      return new LocatedValue(line, null);
    }
    if (node instanceof MappingNode mapping) {
      return new LocatedValue(line, entries(mapping, path, depth));
    }
    if (node instanceof SequenceNode sequence) {
      List<LocatedValue> elements = new ArrayList<>();
      for (Node element : sequence.getValue()) {
        elements.add(located(element, path + "[" + elements.size() + "]", depth + 1));
      }
      return new LocatedValue(line, elements);
    }
    return new LocatedValue(line, scalar((ScalarNode) node));
  }

  private Map<String, LocatedValue> entries(MappingNode mapping, String path, int depth) {
    Map<String, LocatedValue> entries = new LinkedHashMap<>();
    Map<String, LocatedValue> merged = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Node keyNode = tuple.getKeyNode();
      int line = keyNode.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
      if (!(keyNode instanceof ScalarNode scalar)) {
        find(line, path, "has a key that is no text");
        continue;
      }
      String key = scalar.getValue();
      String field = path.isEmpty() ? key : path + "." + key;
      LocatedValue value = located(tuple.getValueNode(), field, depth + 1);
      if (key.equals("<<") && scalar.getScalarStyle() == ScalarStyle.PLAIN) {
        merge(value, merged);
      } else if (entries.containsKey(key)) {
        find(
            line,
            field,
            "is given twice, first on line %d; remove one of them"
                .formatted(entries.get(key).line()));
      } else {
        entries.put(key, new LocatedValue(line, value.value()));
      }
    }
    merged.forEach(entries::putIfAbsent);
    return entries;
  }

  private static void merge(LocatedValue value, Map<String, LocatedValue> into) {
    List<LocatedValue> sources = value.list() == null ? List.of(value) : value.list();
    for (LocatedValue source : sources) {
      if (source.map() != null) {
        source.map().forEach(into::putIfAbsent);
      }
    }
  }

  private static Object scalar(ScalarNode node) {
    String text = node.getValue();
    if (node.getScalarStyle() != ScalarStyle.PLAIN) {
      return text;
    }
    // An explicit tag wins; others come from the library's own reading of the text.
    if (node.getTag().equals(Tag.STR) && !plainWord(text)) {
      return text;
    }
    if (NULLS.contains(text)) {
      return null;
    }
    if (TRUE.contains(text)) {
      return true;
    }
    if (FALSE.contains(text)) {
      return false;
    }
    if (WHOLE.matcher(text).matches()) {
      return Long.parseLong(text);
    }
    return DECIMAL.matcher(text).matches() ? (Object) Double.parseDouble(text) : text;
  }

  private static boolean plainWord(String text) {
    return TRUE.contains(text) || FALSE.contains(text);
  }

  private void find(int line, String field, String problem) {
    findings.add(new LintProblem(file, line, field, problem));
  }
}
