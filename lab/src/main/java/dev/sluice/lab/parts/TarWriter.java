package dev.sluice.lab.parts;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Writes POSIX ustar archives that depend only on their content: times are zero and owners are
 * root, so that equal inputs result in equal image layers.
 */
final class TarWriter implements Closeable {
  private static final int BLOCK = 512;
  private static final int EXECUTABLE = 0755;
  private static final int READABLE = 0644;

  private final OutputStream out;
  private final Set<String> directories = new TreeSet<>();

  TarWriter(OutputStream out) {
    this.out = out;
  }

  /**
   * Adds {@code source}, and its parent folders, as {@code path} (relative, {@code /} between
   * names).
   */
  void file(String path, Path source, boolean executable) throws IOException {
    parents(path);
    long size = Files.size(source);
    header(path, '0', executable ? EXECUTABLE : READABLE, size);
    Files.copy(source, out);
    pad(size);
  }

  void file(String path, byte[] content) throws IOException {
    parents(path);
    header(path, '0', READABLE, content.length);
    out.write(content);
    pad(content.length);
  }

  /** Adds all files under {@code source}, ordered by name; links are followed. */
  void tree(String path, Path source) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(source)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      file(path + "/" + source.relativize(file), file, isExecutable(file));
    }
  }

  private static boolean isExecutable(Path file) throws IOException {
    return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OWNER_EXECUTE);
  }

  private void parents(String path) throws IOException {
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      String directory = path.substring(0, slash + 1);
      if (directories.add(directory)) {
        header(directory, '5', EXECUTABLE, 0);
      }
    }
  }

  private void header(String path, char type, int mode, long size) throws IOException {
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    byte[] prefix = {};
    if (name.length > 100) {
      int slash = splitPoint(name);
      prefix = Arrays.copyOfRange(name, 0, slash);
      name = Arrays.copyOfRange(name, slash + 1, name.length);
    }
    byte[] block = new byte[BLOCK];
    System.arraycopy(name, 0, block, 0, name.length);
    octal(block, 100, 8, mode);
    octal(block, 108, 8, 0);
    octal(block, 116, 8, 0);
    octal(block, 124, 12, size);
    octal(block, 136, 12, 0);
    Arrays.fill(block, 148, 156, (byte) ' ');
    block[156] = (byte) type;
    System.arraycopy("ustar\00000".getBytes(StandardCharsets.US_ASCII), 0, block, 257, 8);
    System.arraycopy(prefix, 0, block, 345, prefix.length);
    int sum = 0;
    for (byte b : block) {
      sum += b & 0xff;
    }
    octal(block, 148, 7, sum);
    out.write(block);
  }

  /** The rightmost slash that leaves at most 100 bytes after it and 155 before it. */
  private static int splitPoint(byte[] name) throws IOException {
    for (int i = Math.min(155, name.length - 2); i >= name.length - 101; i--) {
      if (i > 0 && name[i] == '/') {
        return i;
      }
    }
    throw new IOException(
        "path too long for a tar entry: " + new String(name, StandardCharsets.UTF_8));
  }

  private static void octal(byte[] block, int offset, int width, long value) {
    String digits = String.format("%0" + (width - 1) + "o", value);
    System.arraycopy(digits.getBytes(StandardCharsets.US_ASCII), 0, block, offset, digits.length());
  }

  private void pad(long size) throws IOException {
    out.write(new byte[(int) ((BLOCK - size % BLOCK) % BLOCK)]);
  }

  @Override
  public void close() throws IOException {
    out.write(new byte[2 * BLOCK]);
    out.close();
  }
}
