package org.socompass.hardware.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socompass.hardware.Device;

/** A template that was read once. */
final class DeviceTemplateTest {
  @Test
  void givesTheDevicesOfTheLibrary() {
    List<String> overrides = List.of("memory.data_rate=9600 MT/s", "processors.npu.clock=1 GHz");

    DeviceTemplate template = DeviceTemplate.of("snapdragon-8-gen-3");

    assertThat(template.device(overrides))
        .isEqualTo(DeviceLibrary.load("snapdragon-8-gen-3", overrides));
    assertThat(template.device(List.of())).isEqualTo(DeviceLibrary.load("snapdragon-8-gen-3"));
  }

  @Test
  void aFileThatChangesOrGoesLaterChangesNothing(@TempDir Path folder) throws IOException {
    Path parent = folder.resolve("parent.yaml");
    Path child = folder.resolve("child.yaml");
    Files.writeString(parent, "extends: snapdragon-8-gen-3\nmemory: {data_rate: 9600 MT/s}\n");
    Files.writeString(child, "extends: parent.yaml\nname: Child\n");
    DeviceTemplate template = DeviceTemplate.of(child.toString());
    Device before = template.device(List.of());
    Files.writeString(child, "extends: rk3588\n");
    Files.delete(parent);

    assertThat(template.device(List.of())).isEqualTo(before);
    DeviceTemplate again = DeviceTemplate.of(child.toString(), template.files());
    assertThat(again.device(List.of())).isEqualTo(before);
    assertThat(before.id()).isEqualTo("child");
    assertThat(before.name()).isEqualTo("Child");
  }
}
