package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** A release that has ended. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HistoryEntry(
    @JsonPropertyDescription("Number of the revision, counted by this CanaryRelease from 1.")
        Long revision,
    @Size(max = 256)
        @JsonPropertyDescription(
            "Version of the template: its label app.kubernetes.io/version, else the tag of its"
                + " first image.")
        String version,
    @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        @JsonPropertyDescription(
            "How it ended, or InProgress: Promoted, RolledBack, Superseded (by a newer template) or"
                + " Withdrawn (the template was set back).")
        Outcome outcome,
    @Size(max = 1024) @JsonPropertyDescription("Why, as one word in CamelCase.") String reason,
    @Size(max = 64) @JsonPropertyDescription("Time of the start.") String startedAt,
    @Size(max = 64) @JsonPropertyDescription("Time of the end.") String finishedAt) {}
