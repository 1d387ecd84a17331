from django.urls import path

from documents import views

app_name = "documents"

urlpatterns = [path("files/<str:token>/", views.download, name="download")]
