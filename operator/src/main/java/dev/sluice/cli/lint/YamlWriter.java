package dev.sluice.cli.lint;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.representer.StandardRepresenter;

/** Writes YAML that readers of YAML 1.1 and 1.2 understand alike: ambiguous strings are quoted. */
final class YamlWriter {
  private static final DumpSettings SETTINGS =
      DumpSettings.builder()
          .setDefaultFlowStyle(FlowStyle.BLOCK)
          .setIndent(2)
          .setIndicatorIndent(2)
          .setIndentWithIndicator(true)
          .setSplitLines(false)
          .build();

  private YamlWriter() {}

  /** One document, without a start marker. */
  static String of(Map<String, Object> object) {
    return new Dump(SETTINGS, new QuotingRepresenter()).dumpToString(object);
  }

  /** Quotes every string that is not obviously one. */
  private static final class QuotingRepresenter extends StandardRepresenter {
    private static final Pattern UNAMBIGUOUS =
        Pattern.compile("[A-Za-z][-A-Za-z0-9_./]*|([0-9]+(\\.[0-9]+)?(ms|s|m|h|%))+|[45]xx");

    /** Words that YAML 1.1 reads as booleans or null. */
    private static final Set<String> RESERVED =
        Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null");

    QuotingRepresenter() {
      super(SETTINGS);
      representers.put(String.class, this::string);
    }

    private Node string(Object value) {
      String text = (String) value;
      boolean plain =
          UNAMBIGUOUS.matcher(text).matches() && !RESERVED.contains(text.toLowerCase(Locale.ROOT));
      return representScalar(Tag.STR, text, plain ? ScalarStyle.PLAIN : ScalarStyle.DOUBLE_QUOTED);
    }
  }
}
