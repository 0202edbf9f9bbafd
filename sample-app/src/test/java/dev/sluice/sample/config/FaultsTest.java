package dev.sluice.sample.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FaultsTest {

  private static final Map<String, String> ALL =
      Map.ofEntries(
          Map.entry("FAIL_PERCENT", "0.5"),
          Map.entry("FAIL_STATUS", "404"),
          Map.entry("FAIL_GRPC_STATUS", "UNIMPLEMENTED"),
          Map.entry("FAIL_FROM_SECOND", "7"),
          Map.entry("DELAY_MS", "30000"),
          Map.entry("DELAY_SHAPE", "exponential"),
          Map.entry("HANG_PERCENT", "1.0"),
          Map.entry("FAULT_ROUTES", "GET /users/{id}, POST /users"),
          Map.entry("LEAK_KB", "1024"),
          Map.entry("BURN_THREADS", "2"),
          Map.entry("READINESS", "never"),
          Map.entry("WRONG_ISSUER", "true"),
          Map.entry("CRASH_AFTER_SECOND", "9"));

  @Test
  void everyVariableIsReadAndShown() {
    Faults faults = Faults.parse(ALL);
    assertThat(faults)
        .isEqualTo(
            new Faults(
                0.5,
                404,
                Status.Code.UNIMPLEMENTED,
                7,
                30_000,
                DelayShape.EXPONENTIAL,
                1,
                List.of("GET /users/{id}", "POST /users"),
                1024,
                2,
                Readiness.NEVER,
                true,
                OptionalInt.of(9)));
    assertThat(faults.variables()).isEqualTo(ALL);
    assertThat(Faults.parse(Map.of())).isEqualTo(Faults.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "FAIL_PERCENT, 101, 0 to 100",
    "FAIL_PERCENT, 100.1, 0 to 100",
    "FAIL_PERCENT, -1, 0 to 100",
    "FAIL_PERCENT, 50%, without a %",
    "FAIL_PERCENT, NaN, 0 to 100",
    "FAIL_PERCENT, 1e1, 0 to 100",
    "FAIL_STATUS, 399, 400 to 599",
    "FAIL_GRPC_STATUS, OK, a failure",
    "FAIL_GRPC_STATUS, 13, 'unknown, invalid_argument'",
    "FAIL_FROM_SECOND, -1, 0 to 86400",
    "DELAY_MS, 30001, 0 to 30000",
    "DELAY_MS, 1.5, 0 to 30000",
    "DELAY_SHAPE, normal, 'fixed, uniform, exponential'",
    "HANG_PERCENT, x, 0 to 100",
    "FAULT_ROUTES, GET /health, 'GET /users, POST /users'",
    "LEAK_KB, 1025, 0 to 1024",
    "BURN_THREADS, 9, 0 to 8",
    "READINESS, maybe, 'truthful, always, never'",
    "WRONG_ISSUER, yes, true or false",
    "CRASH_AFTER_SECOND, 0, 1 to 86400",
    "FAIL_PRECENT, 5, 'FAIL_PERCENT, FAIL_STATUS'",
  })
  void aBadValueIsRefusedWithNameValueAndRemedy(String name, String value, String remedy) {
    assertThatThrownBy(() -> Faults.parse(Map.of(name, value)))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageContaining("setting=" + name + " value=\"" + value + "\"")
        .hasMessageContaining(remedy);
  }

  @ParameterizedTest
  @EnumSource
  void delaysHaveTheirMean(DelayShape shape) {
    Random random = new Random(20261201);
    double sum = 0;
    for (int i = 0; i < 100_000; i++) {
      double delay = shape.draw(50, random.nextDouble());
      assertThat(delay).isNotNegative();
      sum += delay;
    }
    assertThat(sum / 100_000).isBetween(49.0, 51.0);
  }
}
