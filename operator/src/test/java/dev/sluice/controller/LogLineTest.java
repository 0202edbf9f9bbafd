package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogLineTest {

  @Test
  void isOneLineOfPairs() {
    assertThat(LogLine.of(LogEvent.Started).with("port", 8080).with("none", null).toString())
        .isEqualTo("event=Started port=8080");
  }

  @Test
  void quotesWhatIsNotOneWord() {
    assertThat(
            LogLine.of(LogEvent.Stopped)
                .with("a", "two words")
                .with("b", "")
                .with("c", "x=\"1\"\nnext\\")
                .toString())
        .isEqualTo("event=Stopped a=\"two words\" b=\"\" c=\"x=\\\"1\\\"\\nnext\\\\\"");
  }
}
