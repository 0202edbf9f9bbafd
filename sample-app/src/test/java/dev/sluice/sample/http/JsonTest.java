package dev.sluice.sample.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.sample.domain.FieldError;
import dev.sluice.sample.domain.UserInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  @Test
  void aUserIsRead() {
    assertThat(Json.user("{\"name\":\"Ada Lovelace\",\"email\":\"ada@engine.example\"}"))
        .isEqualTo(new UserInput("Ada Lovelace", "ada@engine.example"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{\"name\":\"a\",\"email\":\"a@b\",\"role\":\"admin\"}",
        "{\"name\":5,\"email\":\"a@b\"}",
        "{\"name\":true,\"email\":\"a@b\"}",
        "{\"name\":\"a\",\"name\":\"b\",\"email\":\"a@b\"}",
        "{\"name\":\"a\",\"email\":\"a@b\"} {}",
      })
  void whatIsNoUserIsABadRequest(String body) {
    var rejected = catchThrowableOfType(Problem.ProblemException.class, () -> Json.user(body));
    assertThat(rejected.problem().status()).isEqualTo(400);
    assertThat(rejected.problem().detail()).contains("send {\"name\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"email\":\"a@b\"}|name",
        "{\"name\":\" \",\"email\":\"a@b\"}|name",
        "{\"name\":\"a\\nb\",\"email\":\"a@b\"}|name",
        "{\"name\":\"a\"}|email",
        "{\"name\":\"a\",\"email\":\"nowhere\"}|email",
        "{\"name\":\"a\",\"email\":\"a@b@c\"}|email",
        "{\"name\":\"a\",\"email\":\"a b@c\"}|email",
      })
  void aBadFieldIsNamed(String bodyAndField) {
    String[] parts = bodyAndField.split("\\|", -1);
    assertThat(Json.user(parts[0]).errors())
        .extracting(FieldError::field)
        .containsExactly(parts[1]);
  }

  @Test
  void lengthsAreBounded() {
    String name = "n".repeat(100);
    String email = "e".repeat(252) + "@b";
    assertThat(new UserInput(name, email).errors()).isEmpty();
    assertThat(new UserInput(name + "n", "e" + email).errors())
        .extracting(FieldError::message)
        .containsExactly(
            "has 101 characters: give at most 100", "has 255 characters: give at most 254");
  }
}
