package dev.sluice.lab.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.lab.LabException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class InstantQueryTest {
  @Test
  void aVectorIsReadAndWrittenAsPrometheusDoes() throws IOException {
    var samples =
        InstantQuery.parse(
            """
            {"status":"success","data":{"resultType":"vector","result":[
             {"metric":{"__name__":"up","job":"a"},"value":[1.5,"1"]},
             {"metric":{},"value":[1.5,"NaN"]}]}}
            """);
    assertThat(samples).extracting(InstantQuery.LabeledValue::text).startsWith("up{job=\"a\"} 1");
    assertThat(samples.get(1).value()).isNaN();
  }

  @Test
  void aScalarHasNoLabels() throws IOException {
    assertThat(
            InstantQuery.parse(
                "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"+Inf\"]}}"))
        .containsExactly(
            new InstantQuery.LabeledValue(java.util.Map.of(), Double.POSITIVE_INFINITY));
  }

  @Test
  void aRejectedExpressionHasItsReason() {
    assertThatThrownBy(
            () -> InstantQuery.parse("{\"status\":\"error\",\"error\":\"parse error at 3\"}"))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("parse error at 3");
  }
}
