// Stands for a second LibTorch: plugin-torch links it, and it is named as that would be.
extern "C" __attribute__((visibility("default"))) int evograd_second_torch() { return 2; }
