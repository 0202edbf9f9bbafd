package dev.sluice.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lab/compare}: the tables of the comparison, on a terminal or in the documentation. */
@Command(
    name = "lab/compare",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Compares by what Sluice, Flagger, Argo Rollouts and Kayenta take releases back, on the same"
          + " random requests.",
      "The same seed and number of runs print the same tables on any machine."
    })
public final class CompareCommand implements Callable<Integer> {
  private static final String PICTURE = "analysis-pace.svg";

  @Option(
      names = "--runs",
      paramLabel = "N",
      description = "releases in each case; default: ${DEFAULT-VALUE}")
  private int runs = 300;

  @Option(names = "--seed", paramLabel = "S", description = "default: ${DEFAULT-VALUE}")
  private long seed = 1;

  @Option(
      names = "--case",
      split = ",",
      paramLabel = "TABLE",
      description = "only these: ${COMPLETION-CANDIDATES}; default: all",
      completionCandidates = Keys.class,
      converter = Keys.class)
  private List<Topic> topics = List.of(Topic.values());

  @Option(names = "--markdown", description = "prints tables as Markdown")
  private boolean markdown;

  @Option(
      names = "--update",
      paramLabel = "FILE",
      arity = "0..1",
      fallbackValue = "docs/analysis.md",
      description =
          "writes the tables into this page and the picture beside it; default: ${FALLBACK-VALUE}")
  private Path page;

  /** Runs it. */
  public static void main(String... arguments) {
    System.exit(
        new CommandLine(new CompareCommand())
            .setExecutionExceptionHandler(
                (thrown, command, result) -> {
                  System.err.println("compare: " + thrown);
                  return 1;
                })
            .execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    if (runs < 1) {
      throw new CommandLine.ParameterException(
          new CommandLine(this), "--runs: " + runs + ": want at least 1");
    }
    Experiment experiment = new Experiment(seed, runs);
    Set<Topic> wanted = EnumSet.copyOf(topics);
    for (Topic topic : wanted) {
      Table table = topic.table(experiment, this::progress);
      String about =
          String.format(Locale.ROOT, "%s. %,d runs a case, seed %d.", topic.meaning(), runs, seed);
      System.out.println("== " + topic.key() + ": " + about);
      System.out.println(markdown ? table.markdown() : table.plain());
      if (page != null) {
        write(topic.key(), sentence(about) + "\n\n" + table.markdown());
        if (topic == Topic.PACE) {
          Files.writeString(page.resolveSibling(PICTURE), new PaceChart(table).svg());
        }
      }
    }
    return 0;
  }

  /** One table at a time, so that what is done is kept when the rest is not waited for. */
  private void write(String key, String part) throws IOException {
    Files.writeString(page, new MarkdownPage(Files.readString(page)).with(key, part).text());
  }

  private static String sentence(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private void progress(String table, int done, int cases, String name) {
    System.err.printf("table=%s case=%d/%d name=\"%s\"%n", table, done + 1, cases, name);
  }

  /** The tables' names. */
  static final class Keys implements Iterable<String>, CommandLine.ITypeConverter<Topic> {
    @Override
    public Iterator<String> iterator() {
      return List.of(Topic.values()).stream().map(Topic::key).iterator();
    }

    @Override
    public Topic convert(String key) {
      return List.of(Topic.values()).stream()
          .filter(topic -> topic.key().equals(key))
          .findFirst()
          .orElseThrow(
              () ->
                  new CommandLine.TypeConversionException(
                      "\"%s\" is not a table; want one of %s"
                          .formatted(key, String.join(", ", this))));
    }
  }
}
