/** Programs that ask SoCompass: those of docs/api.md, word by word. Print to standard output. */
@NullMarked
package org.socompass.examples;

import org.jspecify.annotations.NullMarked;
