package dev.sluice.lab.cluster;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** The subset of ASN.1 DER needed for certificates. The JDK can only read certificates. */
final class Der {
  static final int SEQUENCE = 0x30;
  static final int SET = 0x31;
  private static final DateTimeFormatter GENERALIZED =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final Instant YEAR_2050 = Instant.parse("2050-01-01T00:00:00Z");

  private Der() {}

  static byte[] tag(int tag, byte[]... parts) {
    byte[] body = join(parts);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (body.length < 0x80) {
      out.write(body.length);
    } else {
      byte[] length = BigInteger.valueOf(body.length).toByteArray();
      int skip = length[0] == 0 ? 1 : 0;
      out.write(0x80 | (length.length - skip));
      out.write(length, skip, length.length - skip);
    }
    out.writeBytes(body);
    return out.toByteArray();
  }

  static byte[] sequence(byte[]... parts) {
    return tag(SEQUENCE, parts);
  }

  static byte[] sequence(List<byte[]> parts) {
    return tag(SEQUENCE, parts.toArray(byte[][]::new));
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  static byte[] integer(BigInteger value) {
    return tag(0x02, value.toByteArray());
  }

  static byte[] trueValue() {
    return tag(0x01, new byte[] {(byte) 0xff});
  }

  static byte[] octets(byte[] bytes) {
    return tag(0x04, bytes);
  }

  static byte[] bits(byte[] bytes, int unusedBits) {
    return tag(0x03, new byte[] {(byte) unusedBits}, bytes);
  }

  static byte[] utf8(String text) {
    return tag(0x0c, text.getBytes(StandardCharsets.UTF_8));
  }

  /** UTCTime before 2050, GeneralizedTime afterwards (RFC 5280). */
  static byte[] time(Instant time) {
    boolean early = time.isBefore(YEAR_2050);
    String text = (early ? UTC : GENERALIZED).format(time);
    return tag(early ? 0x17 : 0x18, text.getBytes(StandardCharsets.US_ASCII));
  }

  static byte[] oid(String dotted) {
    String[] arcs = dotted.split("\\.", -1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(Integer.parseInt(arcs[0]) * 40 + Integer.parseInt(arcs[1]));
    for (int i = 2; i < arcs.length; i++) {
      int arc = Integer.parseInt(arcs[i]);
      for (int shift = 28; shift > 0; shift -= 7) {
        if (arc >>> shift != 0) {
          out.write(0x80 | ((arc >>> shift) & 0x7f));
        }
      }
      out.write(arc & 0x7f);
    }
    return tag(0x06, out.toByteArray());
  }
}
