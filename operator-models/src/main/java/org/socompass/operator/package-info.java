/** Operators of a language model, and what each costs on a processor under a given mapping. */
@NullMarked
package org.socompass.operator;

import org.jspecify.annotations.NullMarked;
