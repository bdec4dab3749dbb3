#ifndef FORM_JAVA_OBJECT_H
#define FORM_JAVA_OBJECT_H

#include "base/octets.h"

/*
 * Moves past one serialised object (Java Object Serialization Specification,
 * chapter 6), whose length is written nowhere. Knows what a sealed secret
 * key of a JCEKS is made of: objects, arrays of bytes, texts, and references
 * to what stood there before. False where there is something else, or the
 * bytes end; octets are then somewhere within.
 */
bool java_object_skip(struct octets *octets);

#endif
