package dev.sluice.lab.load;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a file of results while it is written. Incomplete lines are left for the next call. */
final class LedgerTail {
  private static final int CHUNK = 1 << 16;

  private final Path file;
  private final ByteArrayOutputStream rest = new ByteArrayOutputStream();
  private long position;

  LedgerTail(Path file) {
    this.file = file;
  }

  /** Entries since the last call; none if the file does not exist. */
  List<LedgerEntry> read() throws IOException {
    List<LedgerEntry> entries = new ArrayList<>();
    if (!Files.exists(file)) {
      return entries;
    }
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      channel.position(position);
      ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
      while (channel.read(chunk) > 0) {
        chunk.flip();
        position += chunk.remaining();
        take(chunk, entries);
        chunk.clear();
      }
    }
    return entries;
  }

  private void take(ByteBuffer chunk, List<LedgerEntry> entries) throws IOException {
    while (chunk.hasRemaining()) {
      byte next = chunk.get();
      if (next != '\n') {
        rest.write(next);
        continue;
      }
      if (rest.size() > 0) {
        entries.add(LedgerEntry.parse(rest.toString(StandardCharsets.UTF_8)));
        rest.reset();
      }
    }
  }
}
